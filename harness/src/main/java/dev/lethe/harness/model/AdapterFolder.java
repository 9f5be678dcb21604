package dev.lethe.harness.model;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.data.UserException;
import dev.lethe.harness.torch.Dtype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An adapter on disk as PEFT writes it: {@code adapter_config.json} and {@code adapter_model.safetensors}. */
public final class AdapterFolder {

    /** The file that tells an adapter from a model. */
    public static final String CONFIG = "adapter_config.json";

    private static final String WEIGHTS = "adapter_model.safetensors";
    private static final String PREFIX = "base_model.model.";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Options of PEFT that would change the numbers and that are not supported, with the one value that is. */
    private static final Map<String, List<String>> FIXED = Map.of(
            "peft_type", List.of("\"LORA\""),
            "bias", List.of("\"none\""),
            "use_dora", List.of("false"),
            "fan_in_fan_out", List.of("false"),
            "modules_to_save", List.of("null", "[]"),
            "rank_pattern", List.of("{}", "null"),
            "alpha_pattern", List.of("{}", "null"),
            "layers_to_transform", List.of("null"),
            "layer_replication", List.of("null"));

    private AdapterFolder() {}

    /** Reads the configuration of an adapter; an option that would change the numbers is an error that names it. */
    public static LoraConfig readConfig(Path folder) {
        Path file = folder.resolve(CONFIG);
        JsonNode json;
        try {
            json = JSON.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UserException(
                    UserException.Kind.CHECKPOINT, file + " cannot be read: " + e.getMessage() + "; copy it again", e);
        }
        FIXED.forEach((key, allowed) -> {
            JsonNode value = json.get(key);
            if (value != null && !allowed.contains(value.toString())) {
                throw UserException.checkpoint(
                        file + ": \"" + key + "\" is " + value + "; supported is " + String.join(" or ", allowed));
            }
        });
        JsonNode targets = json.path("target_modules");
        if (!json.path("r").canConvertToInt() || !json.path("lora_alpha").isNumber() || !targets.isArray()) {
            throw UserException.checkpoint(file + ": \"r\" and \"lora_alpha\" have to be numbers and"
                    + " \"target_modules\" a list of module names");
        }
        var modules = new ArrayList<String>();
        targets.forEach(module -> modules.add(module.asText()));
        return new LoraConfig(
                json.get("r").asInt(),
                json.get("lora_alpha").asDouble(),
                modules,
                json.path("use_rslora").asBoolean(false),
                json.path("lora_dropout").asDouble(0));
    }

    /** Reads an adapter for a decoder, in float32. */
    public static LoraAdapter read(Path folder, Decoder decoder, NDManager owner) {
        LoraConfig config = readConfig(folder);
        try (SafetensorsFolder files = SafetensorsFolder.openFile(folder.resolve(WEIGHTS))) {
            var adapter = new LoraAdapter(decoder, config, owner, weight -> {
                long out = weight.dimensions()[0];
                long in = weight.dimensions()[1];
                require(folder, files, name(weight, "A"), List.of((long) config.rank(), in));
                require(folder, files, name(weight, "B"), List.of(out, (long) config.rank()));
                var stored = new StoredTensors(Math.max(in, out) * config.rank() * Dtype.FLOAT64.bytes());
                return new AdapterPair(
                        weight,
                        stored.read(files, name(weight, "A"), Dtype.FLOAT32, decoder.kernels(), owner),
                        stored.read(files, name(weight, "B"), Dtype.FLOAT32, decoder.kernels(), owner),
                        decoder.noAdapter(),
                        decoder.noAdapter(),
                        decoder.noAdapter());
            });
            List<String> used = adapter.pairs().stream()
                    .flatMap(pair -> Stream.of(name(pair.weight(), "A"), name(pair.weight(), "B")))
                    .toList();
            List<String> unknown =
                    files.names().stream().filter(name -> !used.contains(name)).toList();
            if (!unknown.isEmpty()) {
                throw UserException.checkpoint(
                        folder.resolve(WEIGHTS) + ": no place in this model for " + String.join(", ", unknown));
            }
            return adapter;
        }
    }

    private static void require(Path folder, SafetensorsFolder files, String name, List<Long> shape) {
        TensorInfo info = files.find(name)
                .orElseThrow(
                        () -> UserException.checkpoint(folder.resolve(WEIGHTS) + ": tensor " + name + " is missing"));
        if (!info.shape().equals(shape)) {
            throw UserException.checkpoint(folder.resolve(WEIGHTS) + ": tensor " + name + " is " + info.shape()
                    + "; this model needs " + shape);
        }
    }

    /**
     * Writes an adapter into an existing folder, in whatever form it was trained as plain LoRA of the same function.
     *
     * @param base names the model that it was trained on
     */
    public static void write(LoraAdapter trained, Decoder decoder, Path folder, String base) {
        try (NDManager scope = decoder.newScope()) {
            LoraAdapter adapter = trained.plain(decoder, scope);
            var tensors = new ArrayList<SafetensorsWriter.Tensor>();
            for (AdapterPair pair : adapter.pairs()) {
                tensors.add(StoredTensors.write(
                        name(pair.weight(), "A"), pair.a(), StorageType.F32, decoder.kernels(), scope));
                tensors.add(StoredTensors.write(
                        name(pair.weight(), "B"), pair.b(), StorageType.F32, decoder.kernels(), scope));
            }
            SafetensorsWriter.write(folder.resolve(WEIGHTS), tensors);
            Files.writeString(folder.resolve(CONFIG), json(adapter.config(), base));
        } catch (IOException e) {
            throw UserException.environment("cannot write the adapter to " + folder + ": " + e, e);
        }
    }

    private static String json(LoraConfig config, String base) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.put("base_model_name_or_path", base);
        json.put("bias", "none");
        json.put("fan_in_fan_out", false);
        json.put("inference_mode", true);
        json.put("lora_alpha", config.alpha());
        json.put("lora_dropout", config.dropout());
        json.put("peft_type", "LORA");
        json.put("r", config.rank());
        config.targetModules().forEach(json.putArray("target_modules")::add);
        json.put("task_type", "CAUSAL_LM");
        json.put("use_rslora", config.rsLora());
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }

    private static String name(WeightName weight, String factor) {
        String module = weight.name().substring(0, weight.name().length() - ".weight".length());
        return PREFIX + module + ".lora_" + factor + ".weight";
    }
}
