/** TorchScript kernels: the archive writer, their typed Java face, gradients of small formulas, the compute thread. */
@NullMarked
package dev.lethe.harness.torch;

import org.jspecify.annotations.NullMarked;
