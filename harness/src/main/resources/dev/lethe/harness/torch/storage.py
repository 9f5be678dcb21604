  # Copies raw bytes of one dtype into a flat tensor of another, from element `at` on. Piece by piece, each small enough
  # for one thread: large blocks that come and go between tensors leave holes that the C library cannot fill, together
  # nearly as large as the model.
  def fill(self: __torch__.K, target: Tensor, at: Tensor, bytes: Tensor, dtype: Tensor) -> Tensor:
    n = 65536
    i = int(at)
    for c in range((bytes.size(0) + n - 1) // n):
      v = torch.view_copy(bytes[c * n:(c + 1) * n], dtype=int(dtype))
      target[i:i + v.size(0)] = v
      i = i + v.size(0)
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

  # a - b in float32.
  def difference(self: __torch__.K, a: Tensor, b: Tensor) -> Tensor:
    return torch.to(a, 6) - torch.to(b, 6)

  # Adds a change in float32 to a tensor of any dtype, in place.
  def add_to(self: __torch__.K, x: Tensor, change: Tensor) -> Tensor:
    return torch.copy_(x, torch.to(x, 6) + change)

  # A copy of a tensor on the device of `here`.
  def copied(self: __torch__.K, x: Tensor, here: Tensor) -> Tensor:
    return torch.to(x, here.device, x.dtype, False, True)

  # Rounds x (out, in) in place to what integers of `bits` bits can hold: `group` columns of a row share a scale, by which
  # their largest magnitude is the largest integer.
  def round_trip(self: __torch__.K, x: Tensor, bits: Tensor, group: Tensor) -> Tensor:
    n = int(group)
    for c in range((x.size(1) + n - 1) // n):
      part = torch.to(x[:, c * n:(c + 1) * n], 6)
      scale = torch.amax(torch.abs(part), [1], True) / (2. ** (int(bits) - 1) - 1.)
      x[:, c * n:(c + 1) * n] = torch.round(part / torch.clamp_min(scale, 1e-30)) * scale
    return x
