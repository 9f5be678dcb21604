  # logits z (B, V) -> the next ids (B): the likeliest, or where there are numbers u (B) in [0, 1), what these draw from the
  # softmax of z / temperature.
  def next_ids(self: __torch__.K, z: Tensor, u: Tensor, temperature: float) -> Tensor:
    if torch.numel(u) == 0:
      return torch.argmax(z, -1)
    cumulative = torch.cumsum(torch.softmax(torch.to(z, 7) / temperature, -1), -1)
    drawn = torch.searchsorted(cumulative, torch.unsqueeze(u * cumulative[:, -1], 1), right=True)
    return torch.clamp(torch.squeeze(drawn, 1), None, z.size(-1) - 1)

  # Decoding with a key-value cache. ids (B, P) padded on the left, real (B, P) bool, ends: ids that end a row. draws (B, n)
  # in float64: see next_ids; without elements: greedy. What a row
  # says after the last learned position means nothing.
  # -> (B, n) new ids, a row's end id included, -1 after it. Finished rows leave the batch once they are half of it.
  def decoded(self: __torch__.K, w: List[Tensor], a: List[Tensor], frequencies: Tensor, ids: Tensor, real: Tensor, ends: Tensor, limit: Tensor, draws: Tensor, temperature: Tensor) -> Tensor:
    n = int(limit)
    p = ids.size(1)
    weights = annotate(List[Tensor], [])
    for i in range(torch.len(w)):
      torch.append(weights, torch.to(w[i], self.compute))
    out = torch.full([ids.size(0), n], -1, dtype=4, device=ids.device)
    rows = torch.arange(ids.size(0), device=ids.device)
    keys = annotate(List[Tensor], [])
    values = annotate(List[Tensor], [])
    for i in range(self.layers):
      shape = [ids.size(0), self.kv_heads, p + n, self.head_size]
      torch.append(keys, torch.zeros(shape, dtype=self.compute, device=ids.device))
      torch.append(values, torch.zeros(shape, dtype=self.compute, device=ids.device))
    positions = (self).positions(ids, real)
    finished = torch.zeros([ids.size(0)], dtype=11, device=ids.device)
    none = torch.zeros([0])
    next = ids
    at = 0
    step = 0
    while step < n and rows.size(0) > 0:
      cos, sin = (self).rotation(frequencies, positions)
      x = (self).embedded(weights, next, positions)
      for i in range(self.layers):
        x = (self).block(x, weights, a, i, cos, sin, real, none, next.size(0), keys[i], values[i], at)
      h = (self).normed(x[:, -1:], weights[2], weights[3])
      u = draws
      if torch.numel(draws) > 0:
        u = torch.index_select(draws[:, step], 0, rows)
      chosen = (self).next_ids((self).logits(weights, h[:, 0]), u, float(temperature))
      out[rows, step] = torch.where(finished, torch.full_like(chosen, -1), chosen)
      finished = torch.logical_or(finished, torch.isin(chosen, ends))
      at = at + next.size(1)
      step = step + 1
      next = torch.unsqueeze(chosen, 1)
      positions = positions[:, -1:] + 1
      if torch.numel(weights[1]) > 0:
        positions = torch.clamp(positions, None, weights[1].size(0) - 1)
      real = torch.cat([real, torch.ones([real.size(0), 1], dtype=11, device=ids.device)], 1)
      alive = torch.reshape(torch.nonzero(torch.logical_not(finished)), [-1])
      if alive.size(0) * 2 <= rows.size(0):
        rows = torch.index_select(rows, 0, alive)
        finished = torch.index_select(finished, 0, alive)
        next = torch.index_select(next, 0, alive)
        positions = torch.index_select(positions, 0, alive)
        real = torch.index_select(real, 0, alive)
        for i in range(self.layers):
          keys[i] = torch.index_select(keys[i], 0, alive)
          values[i] = torch.index_select(values[i], 0, alive)
    return out
