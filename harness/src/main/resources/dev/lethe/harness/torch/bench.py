  # Random numbers, normal, in any dtype; a deviation of 0 makes a constant.
  def normal(self: __torch__.K, shape: Tensor, dtype: Tensor, mean: Tensor, deviation: Tensor) -> Tensor:
    sizes = annotate(List[int], [])
    for i in range(shape.size(0)):
      torch.append(sizes, int(shape[i]))
    x = torch.empty(sizes, dtype=int(dtype), device=shape.device)
    return torch.normal_(x, float(mean), float(deviation))

  # a (n, n) times b (n, n), times b again and so on -> one element, known when all products are.
  def multiplied(self: __torch__.K, a: Tensor, b: Tensor, times: Tensor) -> Tensor:
    c = a
    for i in range(int(times)):
      c = torch.matmul(c, b)
    return torch.to(c[0, 0], 6)
