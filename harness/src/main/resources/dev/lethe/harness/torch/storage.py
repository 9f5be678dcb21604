  # Copies raw bytes of one dtype into a flat tensor of another, from element `at` on.
  def fill(self: __torch__.K, target: Tensor, at: Tensor, bytes: Tensor, dtype: Tensor) -> Tensor:
    v = torch.view_copy(bytes, dtype=int(dtype))
    i = int(at)
    target[i:i + v.size(0)] = torch.to(v, target.dtype)
    return target

  # A tensor of zeros in any dtype, those that Java has no name for included.
  def zeros(self: __torch__.K, shape: Tensor, dtype: Tensor) -> Tensor:
    sizes = annotate(List[int], [])
    for i in range(shape.size(0)):
      torch.append(sizes, int(shape[i]))
    return torch.zeros(sizes, dtype=int(dtype), device=shape.device)

  # The bytes of a tensor in the given dtype, flat.
  def bytes(self: __torch__.K, x: Tensor, dtype: Tensor) -> Tensor:
    return torch.view_copy(torch.reshape(torch.to(x, int(dtype)), [-1]), dtype=0)

  # W + scaling * B A, computed in float32, in the dtype of W.
  def merged(self: __torch__.K, weight: Tensor, a: Tensor, b: Tensor, scaling: Tensor) -> Tensor:
    return torch.to(torch.to(weight, 6) + torch.matmul(b, a) * scaling, weight.dtype)

  # A copy of a tensor on the device of `here`.
  def copied(self: __torch__.K, x: Tensor, here: Tensor) -> Tensor:
    return torch.to(x, here.device, x.dtype, False, True)
