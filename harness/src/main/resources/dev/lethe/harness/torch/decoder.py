  # The decoder of every architecture: what differs is an attribute of this module or a tensor that is empty.
  # Axes: B rows, T tokens, P packed tokens, S tokens to attend to, D width, H heads, K key-value heads, C head size, M width of the MLP.
  # w: 6 outer tensors (embedding, positions, final norm weight and bias, head, head bias), then 18 a block in the order
  # of Slot. a: 6 a block and linear layer (A (R, in), B (out, R), scaling (),
  # gain (R, 1), frozen A (R, in), frozen B (out, R)), and last the dropout of this pass (2): its probability and a whole
  # number that its masks are drawn by. An absent tensor has no elements.

  def normed(self: __torch__.K, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    if self.rms_norm:
      y = x * torch.rsqrt(torch.mean(x * x, [-1], True) + self.norm_eps) * torch.to(weight, 6)
    elif torch.numel(weight) == 0:
      y = torch.layer_norm(x, [x.size(-1)], None, None, self.norm_eps)
    else:
      y = torch.layer_norm(x, [x.size(-1)], torch.to(weight, 6), torch.to(bias, 6), self.norm_eps)
    return torch.to(y, self.compute)

  def linear(self: __torch__.K, x: Tensor, weight: Tensor, bias: Tensor, a: List[Tensor], i: int) -> Tensor:
    y = torch.linear(x, torch.to(weight, self.compute))
    if torch.numel(bias) > 0:
      y = y + torch.to(bias, self.compute)
    if torch.numel(a[6 * i]) > 0:
      y = y + (self).adapted(x, a, 6 * i)
    return y

  # What the adapter at o adds. A frozen pair that takes back what A and B do is added before the sum is rounded.
  def adapted(self: __torch__.K, x: Tensor, a: List[Tensor], o: int) -> Tensor:
    down = a[o]
    if torch.numel(a[o + 3]) > 0:
      down = down * a[o + 3]
    d = (self).dropped(x, a[torch.len(a) - 1], o)
    y = torch.linear(torch.linear(d, torch.to(down, self.compute)), torch.to(a[o + 1] * a[o + 2], self.compute))
    if torch.numel(a[o + 4]) > 0:
      r = torch.linear(x, torch.to(a[o + 4], self.compute))
      y = y + torch.linear(r, torch.to(a[o + 5] * a[o + 2], self.compute))
    return y

  # x with each element zeroed at the probability of `dropout`, the others scaled up so that the mean stays. Every place o
  # has a generator of its own, so that a block that is run again draws the same mask.
  def dropped(self: __torch__.K, x: Tensor, dropout: Tensor, o: int) -> Tensor:
    if torch.numel(dropout) == 0:
      return x
    kept = 1. - float(dropout[0])
    generator = torch.Generator(device=x.device, seed=int(dropout[1]) + o)
    mask = torch.bernoulli(torch.full_like(x, kept, dtype=6), generator=generator)
    return x * torch.to(mask / kept, self.compute)

  # Where padding is of no interest, it costs attention only: everything else computes packed tokens (P, D), those of
  # the real positions. `packed` (P) holds their indices in (B * T); empty: tokens keep their place (B, T, D).

  # (B, T, C) -> (P, C)
  def pack(self: __torch__.K, x: Tensor, packed: Tensor) -> Tensor:
    if torch.numel(packed) == 0:
      return x
    return torch.index_select(torch.reshape(x, [-1, x.size(-1)]), 0, packed)

  # (P, C) -> (B, T, C), 0 on padding
  def unpack(self: __torch__.K, x: Tensor, packed: Tensor, rows: int, tokens: int) -> Tensor:
    if torch.numel(packed) == 0:
      return x
    y = torch.zeros([rows * tokens, x.size(-1)], dtype=x.dtype, device=x.device)
    return torch.reshape(torch.index_copy(y, 0, packed, x), [rows, tokens, -1])

  # (B, T, N * C) -> (B, N, T, C)
  def split_heads(self: __torch__.K, x: Tensor) -> Tensor:
    if self.qkv_clip > 0.:
      x = torch.clamp(x, -self.qkv_clip, self.qkv_clip)
    return torch.transpose(torch.reshape(x, [x.size(0), x.size(1), -1, self.head_size]), 1, 2)

  # Rotates the first features of each head by position; cos and sin (B or 1, 1, T, rotary size).
  def rotated(self: __torch__.K, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    n = cos.size(-1)
    if n == 0:
      return x
    h = n // 2
    y = x[..., :n]
    y = y * cos + torch.cat([torch.neg(y[..., h:]), y[..., :h]], -1) * sin
    if n < x.size(-1):
      y = torch.cat([y, x[..., n:]], -1)
    return y

  # positions (B or 1, T) -> cos and sin (B or 1, 1, T, rotary size) in the compute type
  def rotation(self: __torch__.K, frequencies: Tensor, positions: Tensor) -> Tuple[Tensor, Tensor]:
    angles = torch.unsqueeze(torch.to(positions, 6), -1) * frequencies
    angles = torch.unsqueeze(torch.cat([angles, angles], -1), 1)
    return (torch.to(torch.cos(angles), self.compute), torch.to(torch.sin(angles), self.compute))

  # Which of S keys each of the last T queries sees: (T, S), causal and within the window (0: everything before).
  def visible(self: __torch__.K, like: Tensor, t: int, s: int, window: int) -> Tensor:
    query = torch.unsqueeze(torch.arange(s - t, s, device=like.device), 1)
    key = torch.unsqueeze(torch.arange(s, device=like.device), 0)
    seen = torch.le(key, query)
    if window > 0:
      seen = torch.logical_and(seen, torch.gt(key, query - window))
    return seen

  # q (B, H, T, C), k and v (B, K, S, C); real (B, S) says which keys are no padding, empty: all -> (B, T, H * C)
  def attention(self: __torch__.K, q: Tensor, k: Tensor, v: Tensor, real: Tensor, window: int) -> Tensor:
    t = q.size(2)
    s = k.size(2)
    gqa = q.size(1) != k.size(1)
    if torch.numel(real) == 0 and window == 0 and t == s:
      y = torch.scaled_dot_product_attention(q, k, v, None, 0., True, scale=self.attention_scale, enable_gqa=gqa)
    elif torch.numel(real) == 0 and window == 0 and t == 1:
      y = torch.scaled_dot_product_attention(q, k, v, None, 0., False, scale=self.attention_scale, enable_gqa=gqa)
    else:
      mask = torch.unsqueeze(torch.unsqueeze((self).visible(q, t, s, window), 0), 0)
      if torch.numel(real) > 0:
        mask = torch.logical_and(mask, torch.unsqueeze(torch.unsqueeze(real, 1), 1))
      y = torch.scaled_dot_product_attention(q, k, v, mask, 0., False, scale=self.attention_scale, enable_gqa=gqa)
    return torch.reshape(torch.transpose(y, 1, 2), [q.size(0), t, -1])

  def mlp(self: __torch__.K, h: Tensor, w: List[Tensor], a: List[Tensor], o: int, i: int) -> Tensor:
    up = (self).linear(h, w[o + 14], w[o + 15], a, i + 5)
    if self.gated:
      up = torch.silu((self).linear(h, w[o + 12], w[o + 13], a, i + 4)) * up
    else:
      up = torch.gelu(up, approximate="tanh")
    return (self).linear(up, w[o + 16], w[o + 17], a, i + 6)

  # One projection of attention, unpacked (B, T, N * C).
  def attention_input(self: __torch__.K, h: Tensor, w: List[Tensor], a: List[Tensor], o: int, i: int, packed: Tensor, rows: int, tokens: int) -> Tensor:
    return (self).unpack((self).linear(h, w[o], w[o + 1], a, i), packed, rows, tokens)

  # x (P, D) or (B, T, D) -> the same. keys and values: caches (B, K, S, C) that this block fills at `at`; empty: no cache.
  def block(self: __torch__.K, x: Tensor, w: List[Tensor], a: List[Tensor], layer: int, cos: Tensor, sin: Tensor, real: Tensor, packed: Tensor, rows: int, keys: Tensor, values: Tensor, at: int) -> Tensor:
    o = 6 + 18 * layer
    i = 7 * layer
    h = (self).normed(x, w[o], w[o + 1])
    q = (self).rotated((self).split_heads((self).attention_input(h, w, a, o + 2, i, packed, rows, cos.size(2))), cos, sin)
    k = (self).rotated((self).split_heads((self).attention_input(h, w, a, o + 4, i + 1, packed, rows, cos.size(2))), cos, sin)
    v = (self).split_heads((self).attention_input(h, w, a, o + 6, i + 2, packed, rows, cos.size(2)))
    if torch.numel(keys) > 0:
      s = at + k.size(2)
      keys[:, :, at:s] = k
      values[:, :, at:s] = v
      k = keys[:, :, :s]
      v = values[:, :, :s]
    y = (self).pack((self).attention(q, k, v, real, self.windows[layer]), packed)
    y = (self).linear(y, w[o + 8], w[o + 9], a, i + 3)
    if self.parallel:
      return x + y + (self).mlp(h, w, a, o, i)
    x = x + y
    return x + (self).mlp((self).normed(x, w[o + 10], w[o + 11]), w, a, o, i)

  # ids and positions (B or 1, T) -> (B, T, D) in float32: the residual stream keeps full precision
  def embedded(self: __torch__.K, w: List[Tensor], ids: Tensor, positions: Tensor) -> Tensor:
    x = torch.to(torch.embedding(w[0], ids), 6)
    if torch.numel(w[1]) > 0:
      x = x + torch.to(torch.embedding(w[1], positions), 6)
    return x

  # x (B, T, D) with no gradient to what stands for padding, as transformers' embeddings have none.
  def without_padding(self: __torch__.K, x: Tensor, real: Tensor) -> Tensor:
    if torch.numel(real) == 0:
      return x
    return torch.where(torch.unsqueeze(real, -1), x, torch.detach(x))

  # Positions (B or 1, T) of a padded batch: counted from the first real token on, 0 for padding before it.
  def positions(self: __torch__.K, ids: Tensor, real: Tensor) -> Tensor:
    if torch.numel(real) == 0:
      return torch.unsqueeze(torch.arange(ids.size(1), device=ids.device), 0)
    before = torch.sum(torch.to(torch.eq(torch.cumsum(torch.to(real, 4), 1), 0), 4), [1], True)
    return torch.clamp(torch.unsqueeze(torch.arange(ids.size(1), device=ids.device), 0) - before, 0)

  # ids (B, T), real (B, T) bool or empty (padding on the right, if any) -> what the first `blocks` blocks make of them (P
  # or B, T, D)
  def through_blocks(self: __torch__.K, w: List[Tensor], a: List[Tensor], frequencies: Tensor, ids: Tensor, real: Tensor, packed: Tensor, blocks: int) -> Tensor:
    positions = (self).positions(ids, real)
    cos, sin = (self).rotation(frequencies, positions)
    x = (self).pack((self).without_padding((self).embedded(w, ids, positions), real), packed)
    none = torch.zeros([0])
    for layer in range(blocks):
      x = (self).block(x, w, a, layer, cos, sin, real, packed, ids.size(0), none, none, 0)
    return x

  # -> hidden states after the final norm (B, T, D), 0 where nothing is packed
  def hidden(self: __torch__.K, w: List[Tensor], a: List[Tensor], frequencies: Tensor, ids: Tensor, real: Tensor, packed: Tensor) -> Tensor:
    x = (self).through_blocks(w, a, frequencies, ids, real, packed, self.layers)
    return (self).unpack((self).normed(x, w[2], w[3]), packed, ids.size(0), ids.size(1))

  # -> what the first `blocks` blocks make of the ids (B, T, D) in float32, 0 where nothing is packed
  def block_output(self: __torch__.K, w: List[Tensor], a: List[Tensor], frequencies: Tensor, ids: Tensor, real: Tensor, packed: Tensor, blocks: Tensor) -> Tensor:
    x = (self).through_blocks(w, a, frequencies, ids, real, packed, int(blocks))
    return (self).unpack(x, packed, ids.size(0), ids.size(1))

  # h (n, D) -> (n, V) in float32
  def logits(self: __torch__.K, w: List[Tensor], h: Tensor) -> Tensor:
    return (self).projected(h, w[4], w[5])

  def projected(self: __torch__.K, h: Tensor, head: Tensor, bias: Tensor) -> Tensor:
    z = torch.to(torch.linear(h, torch.to(head, self.compute)), 6)
    if torch.numel(bias) > 0:
      z = z + torch.to(bias, 6)
    return z
