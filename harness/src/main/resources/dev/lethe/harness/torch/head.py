  # From hidden states to per-token quantities and back, in chunks: logits of all positions (B, T, V) never exist.
  # labels (B, T): the token to predict at each position, -100 where nothing is scored.

  # Rows of logits at a time, so that a chunk stays near 16 MB.
  def chunk_rows(self: __torch__.K, w: List[Tensor]) -> int:
    return max(64, 4194304 // w[4].size(0))

  # One quantity of the closed set (PerToken.Kind): logits z (n, V), labels y (n) -> (n)
  def quantity(self: __torch__.K, kind: int, z: Tensor, y: Tensor) -> Tensor:
    assert kind == 0, "unknown quantity"
    return torch.cross_entropy_loss(z, y, None, 0)

  # hidden (B, T, D), kinds (Q) -> (Q, B, T), 0 where nothing is scored
  def quantities(self: __torch__.K, w: List[Tensor], hidden: Tensor, labels: Tensor, kinds: Tensor) -> Tensor:
    at = torch.reshape(torch.nonzero(torch.ne(torch.reshape(labels, [-1]), -100)), [-1])
    h = torch.index_select(torch.reshape(hidden, [-1, hidden.size(-1)]), 0, at)
    y = torch.index_select(torch.reshape(labels, [-1]), 0, at)
    out = torch.zeros([kinds.size(0), torch.numel(labels)], device=hidden.device)
    n = (self).chunk_rows(w)
    for c in range((at.size(0) + n - 1) // n):
      z = (self).logits(w, h[c * n:(c + 1) * n])
      for i in range(kinds.size(0)):
        q = (self).quantity(int(kinds[i]), z, y[c * n:(c + 1) * n])
        out[i] = torch.index_copy(out[i], 0, at[c * n:(c + 1) * n], q)
    return torch.reshape(out, [kinds.size(0), labels.size(0), labels.size(1)])

  # Pulls the upstream (Q, B, T) through the head: -> the gradient of hidden (B, T, D). The gradients of head and head
  # bias are added to the given buffers (V, D) and (V), where these are not empty.
  def head_backward(self: __torch__.K, w: List[Tensor], hidden: Tensor, labels: Tensor, kinds: Tensor, upstream: Tensor, head_gradient: Tensor, bias_gradient: Tensor) -> Tensor:
    at = torch.reshape(torch.nonzero(torch.ne(torch.reshape(labels, [-1]), -100)), [-1])
    h = torch.index_select(torch.reshape(torch.detach(hidden), [-1, hidden.size(-1)]), 0, at)
    y = torch.index_select(torch.reshape(labels, [-1]), 0, at)
    up = torch.index_select(torch.reshape(upstream, [upstream.size(0), -1]), 1, at)
    gradient = torch.zeros([torch.numel(labels), hidden.size(-1)], dtype=hidden.dtype, device=hidden.device)
    n = (self).chunk_rows(w)
    for c in range((at.size(0) + n - 1) // n):
      z = torch.detach((self).logits(w, h[c * n:(c + 1) * n]))
      torch.requires_grad_(z, True)
      total = torch.zeros([], device=z.device)
      for i in range(kinds.size(0)):
        q = (self).quantity(int(kinds[i]), z, y[c * n:(c + 1) * n])
        total = total + torch.sum(q * up[i, c * n:(c + 1) * n])
      dz = torch.to(unchecked_cast(Tensor, torch.grad([total], [z])[0]), self.compute)
      dh = torch.matmul(dz, torch.to(w[4], self.compute))
      gradient = torch.index_copy(gradient, 0, at[c * n:(c + 1) * n], torch.to(dh, gradient.dtype))
      if torch.numel(head_gradient) > 0:
        torch.add_(head_gradient, torch.to(torch.matmul(torch.t(dz), h[c * n:(c + 1) * n]), 6))
      if torch.numel(bias_gradient) > 0:
        torch.add_(bias_gradient, torch.to(torch.sum(dz, [0]), 6))
    return torch.reshape(gradient, [hidden.size(0), hidden.size(1), hidden.size(2)])

  # hidden (B, T, D), last (B): index of a position in each row -> log-probabilities of the next token (B, V)
  def next_token_log_probabilities(self: __torch__.K, w: List[Tensor], hidden: Tensor, last: Tensor) -> Tensor:
    h = hidden[torch.arange(hidden.size(0), device=hidden.device), last]
    return torch.log_softmax((self).logits(w, h), -1)
