  # Numbers about given sequences that no objective is made of.

  # hidden (B, T, D), at (n): indices in (B * T), y (n): the token that each predicts -> (2, B, T): the negative log-likelihood of each label,
  # and its log-probability less the mean log-probability of the vocabulary under the model, over its standard deviation;
  # 0 elsewhere
  def token_statistics(self: __torch__.K, w: List[Tensor], hidden: Tensor, at: Tensor, y: Tensor) -> Tensor:
    h = (self).picked(hidden, at)
    out = torch.zeros([2, hidden.size(0) * hidden.size(1)], device=hidden.device)
    n = (self).chunk_rows(w)
    for c in range((at.size(0) + n - 1) // n):
      z = (self).logits(w, h[c * n:(c + 1) * n])
      nll = torch.cross_entropy_loss(z, y[c * n:(c + 1) * n], None, 0)
      logs = torch.log_softmax(z, -1)
      p = torch.exp(logs)
      mean = torch.sum(p * logs, [-1], True)
      variance = torch.sum(p * torch.square(logs - mean), [-1])
      standard = (torch.neg(nll) - torch.squeeze(mean, -1)) * torch.rsqrt(torch.clamp_min(variance, 1e-12))
      out[0] = torch.index_copy(out[0], 0, at[c * n:(c + 1) * n], nll)
      out[1] = torch.index_copy(out[1], 0, at[c * n:(c + 1) * n], standard)
    return torch.reshape(out, [2, hidden.size(0), hidden.size(1)])

  # hidden (B, T, D), at (n), y (n) -> (B, T): 1 where the label is the likeliest token, 0 elsewhere
  def likeliest(self: __torch__.K, w: List[Tensor], hidden: Tensor, at: Tensor, y: Tensor) -> Tensor:
    h = (self).picked(hidden, at)
    out = torch.zeros([hidden.size(0) * hidden.size(1)], device=hidden.device)
    n = (self).chunk_rows(w)
    for c in range((at.size(0) + n - 1) // n):
      best = torch.argmax((self).logits(w, h[c * n:(c + 1) * n]), -1)
      out = torch.index_copy(out, 0, at[c * n:(c + 1) * n], torch.to(torch.eq(best, y[c * n:(c + 1) * n]), 6))
    return torch.reshape(out, [hidden.size(0), hidden.size(1)])

  # hidden (B, T, D), last (B): index of a position in each row -> logits of the next token (B, V)
  def next_token_logits(self: __torch__.K, w: List[Tensor], hidden: Tensor, last: Tensor) -> Tensor:
    h = hidden[torch.arange(hidden.size(0), device=hidden.device), last]
    return (self).logits(w, h)
