  # Activation checkpointing: the forward pass keeps what enters each block and no graph, the backward pass runs each
  # block again. Same gradients, memory of one block at a time.

  # -> (layers + 1, P or B, T, D) in float32: what enters each block, and last what enters the final norm
  def block_inputs(self: __torch__.K, w: List[Tensor], a: List[Tensor], frequencies: Tensor, ids: Tensor, real: Tensor, packed: Tensor) -> Tensor:
    positions = (self).positions(ids, real)
    cos, sin = (self).rotation(frequencies, positions)
    x = (self).pack((self).embedded(w, ids, positions), packed)
    inputs = torch.stack([x for i in range(self.layers + 1)])
    none = torch.zeros([0])
    for layer in range(self.layers):
      inputs[layer] = x
      x = (self).block(x, w, a, layer, cos, sin, real, packed, ids.size(0), none, none, 0)
    inputs[self.layers] = x
    return inputs

  # What enters the final norm (P or B, T, D) -> hidden states (B, T, D)
  def final_hidden(self: __torch__.K, w: List[Tensor], x: Tensor, ids: Tensor, packed: Tensor) -> Tensor:
    return (self).unpack((self).normed(x, w[2], w[3]), packed, ids.size(0), ids.size(1))

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
    positions = (self).positions(ids, real)
    cos, sin = (self).rotation(frequencies, positions)
    none = torch.zeros([0])
    x = torch.requires_grad_(torch.detach(inputs[self.layers]), True)
    up = (self).pulled((self).normed(x, w[2], w[3]), x, (self).pack(upstream, packed), t, g)
    for i in range(self.layers - int(first)):
      layer = self.layers - 1 - i
      x = torch.requires_grad_(torch.detach(inputs[layer]), True)
      y = (self).block(x, w, a, layer, cos, sin, real, packed, ids.size(0), none, none, 0)
      up = (self).pulled(y, x, up, t, g)
    if int(embedding) > 0:
      x = (self).pack((self).without_padding((self).embedded(w, ids, positions), real), packed)
      d = torch.grad([x], t, annotate(List[Optional[Tensor]], [up]), False, False, True)
      for i in range(torch.len(t)):
        if d[i] is not None:
          torch.add_(g[i], torch.to(unchecked_cast(Tensor, d[i]), 6))
    return up
