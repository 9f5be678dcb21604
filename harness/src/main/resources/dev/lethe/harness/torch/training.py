  # Gradients of the trained tensors t, given the gradient of the hidden states, added to the buffers g (float32).
  def backward(self: __torch__.K, hidden: Tensor, upstream: Tensor, t: List[Tensor], g: List[Tensor]) -> Tensor:
    d = torch.grad([hidden], t, annotate(List[Optional[Tensor]], [upstream]), False, False, True)
    for i in range(torch.len(t)):
      if d[i] is not None:
        torch.add_(g[i], torch.to(unchecked_cast(Tensor, d[i]), 6))
    return g[0]

  # L2 norm over all gradients, before they are scaled down to `limit` (0: never).
  def clip(self: __torch__.K, g: List[Tensor], limit: Tensor) -> Tensor:
    norm = torch.norm(torch.stack(torch._foreach_norm(g, 2)))
    if float(limit) > 0.:
      torch._foreach_mul_(g, torch.clamp(limit / (norm + 1e-6), None, 1.0))
    return norm

  # One AdamW step of the tensors t with gradients g, moments m and v (of the types of t) and step counters s; decay
  # before the step. Each element is computed in float32 and rounded once.
  def adamw(self: __torch__.K, t: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], s: List[Tensor], rate: Tensor, decay: Tensor, beta1: Tensor, beta2: Tensor, eps: Tensor) -> Tensor:
    torch._foreach_add_(s, 1)
    d = annotate(List[Tensor], [])
    for i in range(torch.len(t)):
      torch.append(d, torch.to(g[i], t[i].dtype))
    torch._fused_adamw_(t, d, m, v, annotate(List[Tensor], []), s, lr=float(rate), beta1=float(beta1), beta2=float(beta2), weight_decay=float(decay), eps=float(eps), amsgrad=False, maximize=False)
    return s[0]

  def sgd(self: __torch__.K, t: List[Tensor], g: List[Tensor], rate: Tensor, decay: Tensor) -> Tensor:
    torch._foreach_add_(g, t, alpha=float(decay))
    torch._foreach_add_(t, g, alpha=-float(rate))
    return t[0]

  def zero(self: __torch__.K, g: List[Tensor]) -> Tensor:
    torch._foreach_zero_(g)
    return g[0]

  # Adds the tensors o, on whatever device, to g.
  def add(self: __torch__.K, g: List[Tensor], o: List[Tensor]) -> Tensor:
    for i in range(torch.len(g)):
      torch.add_(g[i], torch.to(o[i], g[i]))
    return g[0]

  def scale(self: __torch__.K, g: List[Tensor], factor: Tensor) -> Tensor:
    torch._foreach_mul_(g, float(factor))
    return g[0]

  def add_scaled(self: __torch__.K, g: List[Tensor], o: List[Tensor], factor: Tensor) -> Tensor:
    torch._foreach_add_(g, o, alpha=float(factor))
    return g[0]

  # Adds factor * g * g to s.
  def add_squares(self: __torch__.K, s: List[Tensor], g: List[Tensor], factor: Tensor) -> Tensor:
    torch._foreach_addcmul_(s, g, g, float(factor))
    return s[0]

  # t = o + ratio * (n - o), in float32, rounded once
  def interpolate(self: __torch__.K, t: List[Tensor], o: List[Tensor], n: List[Tensor], ratio: Tensor) -> Tensor:
    for i in range(torch.len(t)):
      o32 = torch.to(o[i], 6)
      torch.copy_(t[i], o32 + (torch.to(n[i], 6) - o32) * float(ratio))
    return t[0]

  # Overwrites the tensors t with o, on whatever device.
  def assign(self: __torch__.K, t: List[Tensor], o: List[Tensor]) -> Tensor:
    for i in range(torch.len(t)):
      torch.copy_(t[i], o[i])
    return t[0]
