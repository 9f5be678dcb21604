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

  # Keys and values (2 * layers, 1, K, P, C) of ids (1, P): a prefix that several rows share. Those of a block follow each other.
  def prefix(self: __torch__.K, w: List[Tensor], a: List[Tensor], frequencies: Tensor, ids: Tensor) -> Tensor:
    positions = torch.unsqueeze(torch.arange(ids.size(1), device=ids.device), 0)
    cos, sin = (self).rotation(frequencies, positions)
    x = (self).embedded(w, ids, positions)
    none = torch.zeros([0])
    cache = torch.zeros([2 * self.layers, 1, self.kv_heads, ids.size(1), self.head_size], dtype=self.compute, device=ids.device)
    for i in range(self.layers):
      x = (self).block(x, w, a, i, cos, sin, none, none, 1, cache[2 * i], cache[2 * i + 1], 0)
    return cache

  # ids (B, T) that follow a prefix in each row, padded on the right if at all -> hidden states after the final norm
  # (B, T, D), 0 where nothing is packed. A block's keys and values, prefix included, live no longer than the block's turn.
  def hidden_after(self: __torch__.K, w: List[Tensor], a: List[Tensor], frequencies: Tensor, cache: Tensor, ids: Tensor, packed: Tensor) -> Tensor:
    p = cache.size(3)
    positions = torch.unsqueeze(torch.arange(p, p + ids.size(1), device=ids.device), 0)
    cos, sin = (self).rotation(frequencies, positions)
    x = (self).pack((self).embedded(w, ids, positions), packed)
    none = torch.zeros([0])
    for i in range(self.layers):
      shape = [ids.size(0), self.kv_heads, p + ids.size(1), self.head_size]
      keys = torch.zeros(shape, dtype=self.compute, device=ids.device)
      values = torch.zeros(shape, dtype=self.compute, device=ids.device)
      keys[:, :, :p] = cache[2 * i]
      values[:, :, :p] = cache[2 * i + 1]
      x = (self).block(x, w, a, i, cos, sin, none, packed, ids.size(0), keys, values, p)
    return (self).unpack((self).normed(x, w[2], w[3]), packed, ids.size(0), ids.size(1))
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
