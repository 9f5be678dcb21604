package dev.lethe.harness.model;

import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one safetensors file, tensor by tensor or in chunks, into a buffer that the caller reuses. */
public final class SafetensorsReader implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;
    private final SafetensorsHeader header;

    private SafetensorsReader(Path file, FileChannel channel, SafetensorsHeader header) {
        this.file = file;
        this.channel = channel;
        this.header = header;
    }

    /** Opens a file and checks its header against its size. */
    public static SafetensorsReader open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw UserException.checkpoint(file + " does not exist; copy the file there or name another folder");
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            return new SafetensorsReader(file, channel, SafetensorsHeader.read(channel, file));
        } catch (IOException e) {
            closeQuietly(channel, e);
            throw unreadable(file, e);
        } catch (RuntimeException e) {
            closeQuietly(channel, e);
            throw e;
        }
    }

    /** What the file holds. */
    public SafetensorsHeader header() {
        return header;
    }

    /** The tensor of a name, where there is one. */
    public Optional<TensorInfo> find(String name) {
        return Optional.ofNullable(header.tensors().get(name));
    }

    /**
     * Reads a whole tensor: from position 0 up to the limit, which is set; the order becomes little-endian.
     *
     * @throws IllegalArgumentException if the buffer is too small or there is no such tensor
     */
    public void read(String name, ByteBuffer target) {
        long bytes = require(name).bytes();
        if (bytes > target.capacity()) {
            throw new IllegalArgumentException(
                    name + " has " + bytes + " bytes; the buffer holds " + target.capacity() + ": read it in chunks");
        }
        read(name, 0, target);
    }

    /**
     * Reads the next chunk of a tensor: as many bytes as the buffer's capacity and the tensor's end allow, from position
     * 0 up to the limit, which is set; the order becomes little-endian.
     *
     * @param offset bytes of the tensor to pass over
     * @return bytes read; 0 at the end of the tensor
     * @throws IllegalArgumentException if there is no such tensor, or the offset lies outside it
     */
    public int read(String name, long offset, ByteBuffer target) {
        TensorInfo tensor = require(name);
        if (offset < 0 || offset > tensor.bytes()) {
            throw new IllegalArgumentException("offset " + offset + " in " + name + " of " + tensor.bytes() + " bytes");
        }
        target.clear().order(ByteOrder.LITTLE_ENDIAN);
        target.limit((int) Math.min(target.capacity(), tensor.bytes() - offset));
        long start = header.dataStart() + tensor.begin() + offset;
        try {
            while (target.hasRemaining()) {
                if (channel.read(target, start + target.position()) < 0) {
                    throw SafetensorsHeader.broken(
                            file,
                            "tensor \"" + name + "\": expected " + tensor.bytes() + " bytes, found "
                                    + (offset + target.position()) + ": the file was cut off while it was read");
                }
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        return target.flip().remaining();
    }

    /** The file. */
    public Path file() {
        return file;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private TensorInfo require(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("no tensor \"" + name + "\" in " + file));
    }

    private static UserException unreadable(Path file, IOException e) {
        return UserException.environment(
                file + " cannot be read (" + e + "); check its permissions and the disk, then run again", e);
    }

    private static void closeQuietly(@Nullable FileChannel channel, Exception reason) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                reason.addSuppressed(e);
            }
        }
    }
}
