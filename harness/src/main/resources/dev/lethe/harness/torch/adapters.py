  # weight and importance (out, in) -> B (out, R) on top of A transposed (in, R)
  def weighted_factors(self: __torch__.K, weight: Tensor, importance: Tensor, rank: Tensor, scaling: Tensor) -> Tensor:
    d = torch.unsqueeze(torch.sqrt(torch.sum(importance, [1])), 1)
    u, s, v = torch.linalg_svd(d * torch.to(weight, 6), False)
    r = int(rank)
    root = torch.sqrt(s[:r] / float(scaling))
    return torch.cat([u[:, :r] * root / (d + 1e-5), torch.transpose(v[:r], 0, 1) * root])
