  # From hidden states to per-token quantities and back, in chunks: logits of all positions (B, T, V) never exist.
  # at (n): the positions asked about, b * T + t; y (n): the token that each predicts, -100 where there is none.
  # kinds (Q), numbers (Q): the quantities (PerToken.Kind) and the number that each takes.
  # r: hidden states (B, T, D), head and head bias of the reference model; without elements where none is looked at.

  # Rows of logits at a time: a chunk stays near 16 MB, or has as many rows as make reading the head worth it.
  def chunk_rows(self: __torch__.K, w: List[Tensor]) -> int:
    return max(256, 4194304 // w[4].size(0))

  # Indices (n, 1) of the tokens y (n) in logits z (n, V). Where a position has none, y counts from the end of the
  # vocabulary, as an index does in Python.
  def token(self: __torch__.K, z: Tensor, y: Tensor) -> Tensor:
    return torch.unsqueeze(torch.remainder(y, z.size(-1)), 1)

  # One quantity at n positions -> (n), from logits z (n, V) and the reference's r (n, V), which carries no gradient.
  def quantity(self: __torch__.K, kind: int, number: float, z: Tensor, r: Tensor, y: Tensor) -> Tensor:
    if kind == 0:
      return torch.cross_entropy_loss(z, y, None, 0)
    if kind == 5:
      highest, at_highest = torch.max(z, -1)
      margin = highest - torch.mean(z, [-1])
      return margin * margin
    token = (self).token(z, y)
    log_p = torch.log_softmax(z, -1)
    if kind == 1:
      log_r = torch.log_softmax(r, -1)
      return torch.sum(torch.exp(log_r) * (log_r - log_p), [-1])
    if kind == 2:
      lowered = torch.scatter_add(r, 1, token, torch.ones_like(token, dtype=6) * -number)
      return torch.neg(torch.sum(torch.softmax(lowered, -1) * log_p, [-1]))
    if kind == 3:
      others = torch.softmax(torch.scatter(torch.detach(z), 1, token, -3e38), -1)
      return torch.neg(torch.sum(others * log_p, [-1]))
    p = torch.exp(log_p)
    if kind == 4:
      other, at_other = torch.max(torch.scatter(p, 1, token, -1.), -1)
      return torch.clamp(1. + torch.squeeze(torch.gather(p, 1, token), 1) - other, 0)
    p_r = torch.softmax(r, -1)
    if kind == 6:
      return torch.sum(torch.exp(p_r) * (p_r - p), [-1])
    assert kind == 7, "unknown quantity"
    return torch.neg(torch.sum(p_r * torch.log(p + 1e-12), [-1]))

  # Rows of hidden states (B, T, D) at positions (n) -> (n, D)
  def picked(self: __torch__.K, hidden: Tensor, at: Tensor) -> Tensor:
    return torch.index_select(torch.reshape(hidden, [-1, hidden.size(-1)]), 0, at)

  # Logits of the reference model (n, V); without elements where there is none.
  def reference_logits(self: __torch__.K, r: List[Tensor], at: Tensor) -> Tensor:
    if torch.numel(r[0]) == 0:
      return r[0]
    return (self).projected((self).picked(r[0], at), r[1], r[2])

  # hidden (B, T, D) -> (Q, B, T), 0 where nothing is asked
  def quantities(self: __torch__.K, w: List[Tensor], hidden: Tensor, at: Tensor, y: Tensor, kinds: Tensor, numbers: Tensor, r: List[Tensor]) -> Tensor:
    h = (self).picked(hidden, at)
    out = torch.zeros([kinds.size(0), hidden.size(0) * hidden.size(1)], device=hidden.device)
    n = (self).chunk_rows(w)
    for c in range((at.size(0) + n - 1) // n):
      here = at[c * n:(c + 1) * n]
      z = (self).logits(w, h[c * n:(c + 1) * n])
      zr = (self).reference_logits(r, here)
      for i in range(kinds.size(0)):
        q = (self).quantity(int(kinds[i]), float(numbers[i]), z, zr, y[c * n:(c + 1) * n])
        out[i] = torch.index_copy(out[i], 0, here, q)
    return torch.reshape(out, [kinds.size(0), hidden.size(0), hidden.size(1)])

  # Gradient of sum(up * quantities) by logits z (n, V), with up (Q, n) -> (n, V)
  def logits_gradient(self: __torch__.K, z: Tensor, r: Tensor, y: Tensor, kinds: Tensor, numbers: Tensor, up: Tensor) -> Tensor:
    if kinds.size(0) == 1 and int(kinds[0]) == 0:
      # Cross-entropy alone, (softmax(z) - one-hot(y)) up: by hand it goes over the logits half as often as autograd.
      dz = torch.softmax(z, -1)
      torch.scatter_add_(dz, 1, (self).token(z, y), torch.full([z.size(0), 1], -1., device=z.device))
      return torch.mul_(dz, torch.unsqueeze(up[0] * torch.ge(y, 0), 1))
    torch.requires_grad_(z, True)
    total = torch.zeros([], device=z.device)
    for i in range(kinds.size(0)):
      total = total + torch.sum((self).quantity(int(kinds[i]), float(numbers[i]), z, r, y) * up[i])
    return unchecked_cast(Tensor, torch.grad([total], [z])[0])

  # Adds the product of a (n, V), transposed, and h (n, D) to the float32 buffer g (V, D).
  def add_product(self: __torch__.K, g: Tensor, a: Tensor, h: Tensor) -> Tensor:
    if a.dtype == g.dtype:
      return torch.addmm_(g, torch.t(a), h)
    return torch.add_(g, torch.to(torch.matmul(torch.t(a), h), g.dtype))

  # Pulls the upstream (Q, B, T) through the head: -> the gradient of hidden (B, T, D). The gradients of head and head
  # bias are added to the given buffers (V, D) and (V), where these are not empty.
  def head_backward(self: __torch__.K, w: List[Tensor], hidden: Tensor, at: Tensor, y: Tensor, kinds: Tensor, numbers: Tensor, r: List[Tensor], upstream: Tensor, head_gradient: Tensor, bias_gradient: Tensor) -> Tensor:
    h = (self).picked(torch.detach(hidden), at)
    up = torch.index_select(torch.reshape(upstream, [upstream.size(0), -1]), 1, at)
    gradient = torch.zeros([hidden.size(0) * hidden.size(1), hidden.size(-1)], dtype=hidden.dtype, device=hidden.device)
    n = (self).chunk_rows(w)
    for c in range((at.size(0) + n - 1) // n):
      here = at[c * n:(c + 1) * n]
      hc = h[c * n:(c + 1) * n]
      zr = torch.detach((self).reference_logits(r, here))
      dz = (self).logits_gradient(torch.detach((self).logits(w, hc)), zr, y[c * n:(c + 1) * n], kinds, numbers, up[:, c * n:(c + 1) * n])
      dz = torch.to(dz, self.compute)
      dh = torch.matmul(dz, torch.to(w[4], self.compute))
      gradient = torch.index_copy(gradient, 0, here, torch.to(dh, gradient.dtype))
      if torch.numel(head_gradient) > 0:
        (self).add_product(head_gradient, dz, hc)
      if torch.numel(bias_gradient) > 0:
        torch.add_(bias_gradient, torch.to(torch.sum(dz, [0]), 6))
    return torch.reshape(gradient, [hidden.size(0), hidden.size(1), hidden.size(2)])

  # hidden (B, T, D), last (B): index of a position in each row -> log-probabilities of the next token (B, V)
  def next_token_log_probabilities(self: __torch__.K, w: List[Tensor], hidden: Tensor, last: Tensor) -> Tensor:
    h = hidden[torch.arange(hidden.size(0), device=hidden.device), last]
    return torch.log_softmax((self).logits(w, h), -1)
