  # Activation checkpointing: the forward pass keeps what enters each block and no graph, the backward pass runs each
  # block again. Same gradients, memory of one block at a time.

  # -> (blocks + 1, P or B, T, D) in float32: what enters each of the first blocks, and last what the last of them gives
  def block_inputs(self: __torch__.K, w: List[Tensor], a: List[Tensor], frequencies: Tensor, ids: Tensor, real: Tensor, packed: Tensor, blocks: Tensor) -> Tensor:
    n = int(blocks)
    positions = (self).positions(ids, real)
    cos, sin = (self).rotation(frequencies, positions)
    x = (self).pack((self).embedded(w, ids, positions), packed)
    inputs = torch.stack([x for i in range(n + 1)])
    none = torch.zeros([0])
    for layer in range(n):
      inputs[layer] = x
      x = (self).block(x, w, a, layer, cos, sin, real, packed, ids.size(0), none, none, 0)
    inputs[n] = x
    return inputs

  # What enters the final norm (P or B, T, D) -> hidden states (B, T, D)
  def final_hidden(self: __torch__.K, w: List[Tensor], x: Tensor, ids: Tensor, packed: Tensor) -> Tensor:
    return (self).unpack((self).normed(x, w[2], w[3]), packed, ids.size(0), ids.size(1))

  # What a block gives (P or B, T, D) -> (B, T, D)
  def unpacked(self: __torch__.K, x: Tensor, ids: Tensor, packed: Tensor) -> Tensor:
    return (self).unpack(x, packed, ids.size(0), ids.size(1))

  # Pulls `upstream` through y = f(x, t): adds the gradients of t to g and returns that of x.
  def pulled(self: __torch__.K, y: Tensor, x: Tensor, upstream: Tensor, t: List[Tensor], g: List[Tensor]) -> Tensor:
    inputs = annotate(List[Tensor], [x])
    torch.extend(inputs, t)
    d = torch.grad([y], inputs, annotate(List[Optional[Tensor]], [upstream]), False, False, True)
    for i in range(torch.len(t)):
      if d[i + 1] is not None:
        torch.add_(g[i], torch.to(unchecked_cast(Tensor, d[i + 1]), 6))
    return unchecked_cast(Tensor, d[0])

  # The tensors at these positions of w followed by a. (The same tensor cannot be passed twice: arguments go by name.)
  def chosen(self: __torch__.K, w: List[Tensor], a: List[Tensor], at: Tensor) -> List[Tensor]:
    t = annotate(List[Tensor], [])
    for i in range(at.size(0)):
      k = int(at[i])
      if k < torch.len(w):
        torch.append(t, w[k])
      else:
        torch.append(t, a[k - torch.len(w)])
    return t

  # From the gradient of the hidden states (B, T, D) down to block `first`; below it nothing is trained, unless `first`
  # is 0 and `embedding` says that the embeddings are.
  def checkpointed_backward(self: __torch__.K, w: List[Tensor], a: List[Tensor], frequencies: Tensor, ids: Tensor, real: Tensor, packed: Tensor, inputs: Tensor, upstream: Tensor, first: Tensor, embedding: Tensor, trained: Tensor, g: List[Tensor]) -> Tensor:
    t = (self).chosen(w, a, trained)
    x = torch.requires_grad_(torch.detach(inputs[self.layers]), True)
    up = (self).pulled((self).normed(x, w[2], w[3]), x, (self).pack(upstream, packed), t, g)
    return (self).pulled_through_blocks(w, a, frequencies, ids, real, packed, inputs, up, int(first), int(embedding), t, g)

  # The same from the gradient of the last block whose output `inputs` holds (B, T, D).
  def checkpointed_block_backward(self: __torch__.K, w: List[Tensor], a: List[Tensor], frequencies: Tensor, ids: Tensor, real: Tensor, packed: Tensor, inputs: Tensor, upstream: Tensor, first: Tensor, embedding: Tensor, trained: Tensor, g: List[Tensor]) -> Tensor:
    t = (self).chosen(w, a, trained)
    return (self).pulled_through_blocks(w, a, frequencies, ids, real, packed, inputs, (self).pack(upstream, packed), int(first), int(embedding), t, g)

  def pulled_through_blocks(self: __torch__.K, w: List[Tensor], a: List[Tensor], frequencies: Tensor, ids: Tensor, real: Tensor, packed: Tensor, inputs: Tensor, upstream: Tensor, first: int, embedding: int, t: List[Tensor], g: List[Tensor]) -> Tensor:
    positions = (self).positions(ids, real)
    cos, sin = (self).rotation(frequencies, positions)
    none = torch.zeros([0])
    up = upstream
    blocks = inputs.size(0) - 1
    for i in range(blocks - first):
      layer = blocks - 1 - i
      x = torch.requires_grad_(torch.detach(inputs[layer]), True)
      y = (self).block(x, w, a, layer, cos, sin, real, packed, ids.size(0), none, none, 0)
      up = (self).pulled(y, x, up, t, g)
    if embedding > 0:
      x = (self).pack((self).without_padding((self).embedded(w, ids, positions), real), packed)
      d = torch.grad([x], t, annotate(List[Optional[Tensor]], [up]), False, False, True)
      for i in range(torch.len(t)):
        if d[i] is not None:
          torch.add_(g[i], torch.to(unchecked_cast(Tensor, d[i]), 6))
    return up
