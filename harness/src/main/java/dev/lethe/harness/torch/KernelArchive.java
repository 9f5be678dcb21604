package dev.lethe.harness.torch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes the TorchScript archive that libtorch loads: a zip of the kernels' source and of a pickled module whose
 * attributes are the options of one decoder.
 */
final class KernelArchive {

    private static final List<String> SOURCES = List.of(
            "decoder.py",
            "head.py",
            "checkpointing.py",
            "training.py",
            "decoding.py",
            "scoring.py",
            "storage.py",
            "adapters.py");
    private static final int PICKLE_PROTOCOL = 2;

    private final SortedMap<String, Object> attributes;
    private final List<String> sources;

    /** @param attributes values of type Integer, Double, Boolean or {@code List<Integer>}, by the name the kernels use */
    KernelArchive(Map<String, Object> attributes) {
        this(attributes, SOURCES);
    }

    /** @param sources names of the resources that hold the kernels */
    KernelArchive(Map<String, Object> attributes, List<String> sources) {
        this.attributes = new TreeMap<>(attributes);
        this.sources = List.copyOf(sources);
    }

    InputStream open() {
        try (var bytes = new ByteArrayOutputStream();
                var zip = new ZipOutputStream(bytes)) {
            store(zip, "k/data.pkl", pickle());
            store(zip, "k/code/__torch__.py", source().getBytes(StandardCharsets.UTF_8));
            store(zip, "k/constants.pkl", new byte[] {(byte) 0x80, PICKLE_PROTOCOL, ')', '.'});
            store(zip, "k/version", "10\n".getBytes(StandardCharsets.UTF_8));
            zip.finish();
            return new ByteArrayInputStream(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String source() throws IOException {
        var source = new StringBuilder("class K(Module):\n  __parameters__ = []\n  __buffers__ = []\n");
        source.append("  training : bool\n");
        attributes.forEach((name, value) -> source.append("  ")
                .append(name)
                .append(" : ")
                .append(typeOf(value))
                .append('\n'));
        for (String name : sources) {
            try (InputStream in = KernelArchive.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException("kernel source " + name + " is not on the class path");
                }
                source.append(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .append('\n');
            }
        }
        return source.toString();
    }

    private static String typeOf(Object value) {
        if (value instanceof Integer) {
            return "int";
        }
        if (value instanceof Double) {
            return "float";
        }
        if (value instanceof Boolean) {
            return "bool";
        }
        if (value instanceof List<?>) {
            return "List[int]";
        }
        throw new IllegalArgumentException("no kernel attribute can be a " + value.getClass());
    }

    /** An instance of {@code __torch__.K} with its attributes, in Python's pickle format. */
    private byte[] pickle() throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.write(0x80);
        out.write(PICKLE_PROTOCOL);
        out.writeBytes("c__torch__\nK\n)");
        out.write(0x81); // new object of the class just named
        out.writeBytes("}(");
        write(out, "training", false);
        for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
            write(out, attribute.getKey(), attribute.getValue());
        }
        out.writeBytes("ub.");
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String name, Object value) throws IOException {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        out.write('X');
        out.writeInt(Integer.reverseBytes(utf8.length));
        out.write(utf8);
        if (value instanceof Boolean flag) {
            out.write(flag ? 0x88 : 0x89);
        } else if (value instanceof Integer number) {
            writeInt(out, number);
        } else if (value instanceof Double number) {
            out.write('G');
            out.writeDouble(number);
        } else if (value instanceof List<?> numbers) {
            out.writeBytes("ctorch.jit._pickle\nbuild_intlist\n](");
            for (Object number : numbers) {
                writeInt(out, (Integer) number);
            }
            out.writeBytes("e");
            out.write(0x85); // a tuple of one: the argument
            out.writeBytes("R");
        }
    }

    private static void writeInt(DataOutputStream out, int number) throws IOException {
        out.write('J');
        out.writeInt(Integer.reverseBytes(number));
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        var crc = new CRC32();
        crc.update(content);
        var entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
