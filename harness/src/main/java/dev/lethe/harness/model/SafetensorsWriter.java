package dev.lethe.harness.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.harness.record.WriteFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/** Writes a safetensors file: beside its place first, then moved there in one step. */
public final class SafetensorsWriter {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The header is filled up with blanks so that the data starts at a multiple of this. */
    private static final int ALIGNMENT = 8;

    private SafetensorsWriter() {}

    /** Takes the bytes of a tensor, chunk by chunk. */
    @FunctionalInterface
    public interface Sink {
        /** Writes what remains in the buffer; the caller may reuse it afterwards. */
        void accept(ByteBuffer chunk) throws IOException;
    }

    /** Gives the bytes of a tensor, in order, little-endian. */
    @FunctionalInterface
    public interface Content {
        /** Hands all bytes to the sink; called once, when the tensor's turn has come. */
        void writeTo(Sink sink) throws IOException;
    }

    /**
     * A tensor to write.
     *
     * @param name its name
     * @param type element type
     * @param shape its dimensions
     * @param content its bytes
     */
    public record Tensor(String name, StorageType type, List<Long> shape, Content content) {
        public Tensor {
            shape = List.copyOf(shape);
        }

        /** A tensor whose bytes lie in one buffer, from its position to its limit. */
        public static Tensor of(String name, StorageType type, List<Long> shape, ByteBuffer bytes) {
            return new Tensor(name, type, shape, sink -> sink.accept(bytes.duplicate()));
        }

        long bytes() {
            return TensorInfo.bytes(type, shape);
        }
    }

    /**
     * Writes the tensors in the given order. A failure leaves what was at the path untouched.
     *
     * @throws IllegalArgumentException if two tensors share a name
     * @throws IllegalStateException if a tensor's content is shorter or longer than its shape says
     */
    public static void write(Path file, List<Tensor> tensors) {
        Path absolute = file.toAbsolutePath();
        Path draft = absolute.resolveSibling(
                "." + absolute.getFileName() + "." + ProcessHandle.current().pid() + "-" + System.nanoTime() + ".tmp");
        byte[] header = header(tensors);
        try {
            try (FileChannel channel =
                    FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer length = ByteBuffer.allocate(SafetensorsHeader.LENGTH_BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(0, header.length);
                writeFully(channel, length);
                writeFully(channel, ByteBuffer.wrap(header));
                for (Tensor tensor : tensors) {
                    writeTensor(channel, tensor);
                }
                channel.force(true);
            }
            move(draft, absolute);
        } catch (IOException e) {
            long bytes = tensors.stream().mapToLong(Tensor::bytes).sum();
            throw WriteFailure.of(absolute, bytes + " bytes", "What stood there before is still there.", e);
        } finally {
            discard(draft);
        }
    }

    private static byte[] header(List<Tensor> tensors) {
        ObjectNode root = JSON.createObjectNode();
        root.putObject(SafetensorsHeader.METADATA).put("format", "pt");
        long offset = 0;
        for (Tensor tensor : tensors) {
            if (root.has(tensor.name())) {
                throw new IllegalArgumentException("two tensors are named \"" + tensor.name() + "\"");
            }
            ObjectNode entry = root.putObject(tensor.name());
            entry.put("dtype", tensor.type().name());
            tensor.shape().forEach(entry.putArray("shape")::add);
            entry.putArray("data_offsets").add(offset).add(offset + tensor.bytes());
            offset += tensor.bytes();
        }
        try {
            byte[] text = JSON.writeValueAsBytes(root);
            int unpadded = text.length;
            byte[] padded = Arrays.copyOf(text, (unpadded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
            Arrays.fill(padded, unpadded, padded.length, (byte) ' ');
            return padded;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void writeTensor(FileChannel channel, Tensor tensor) throws IOException {
        long start = channel.position();
        tensor.content().writeTo(chunk -> writeFully(channel, chunk));
        long written = channel.position() - start;
        if (written != tensor.bytes()) {
            throw new IllegalStateException("tensor \"" + tensor.name() + "\", " + tensor.type() + " " + tensor.shape()
                    + ": expected " + tensor.bytes() + " bytes, got " + written);
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void move(Path draft, Path file) throws IOException {
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void discard(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            // A draft that cannot be deleted does no harm: no reader looks at its name.
        }
    }
}
