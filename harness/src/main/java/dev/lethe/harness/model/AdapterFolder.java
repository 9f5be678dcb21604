package dev.lethe.harness.model;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.data.UserException;
import dev.lethe.harness.torch.Dtype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An adapter on disk as PEFT writes it: {@code adapter_config.json} and {@code adapter_model.safetensors}. */
public final class AdapterFolder {

    /** The file that tells an adapter from a model. */
    public static final String CONFIG = "adapter_config.json";

    private static final String WEIGHTS = "adapter_model.safetensors";
    /** What PEFT wrote before it wrote safetensors. */
    private static final String PICKLED = "adapter_model.bin";

    private static final String PREFIX = "base_model.model.";
    private static final ObjectMapper JSON = new ObjectMapper();

    private AdapterFolder() {}

    /**
     * Reads the configuration of an adapter; an option that would change the numbers is an error that names it.
     *
     * @param model what the adapter is for
     */
    public static LoraConfig readConfig(Path folder, DecoderConfig model) {
        return AdapterConfigReader.read(folder.resolve(CONFIG), model);
    }

    /** Reads an adapter for a decoder, in float32. Missing, mis-shaped or misplaced tensors are one error. */
    public static LoraAdapter read(Path folder, Decoder decoder, NDManager owner) {
        LoraConfig config = readConfig(folder, decoder.config());
        try (SafetensorsFolder files = openWeights(folder)) {
            requireTensors(
                    folder, files, AdapterTargets.weights(decoder.config(), config.targetModules()), config.rank());
            return new LoraAdapter(decoder, config, owner, weight -> {
                long longest =
                        weight.shape().stream().mapToLong(Long::longValue).max().orElseThrow();
                var stored = new StoredTensors(longest * config.rank() * Dtype.FLOAT64.bytes());
                return new AdapterPair(
                        weight,
                        stored.read(files, name(weight, "A"), Dtype.FLOAT32, decoder.kernels(), owner),
                        stored.read(files, name(weight, "B"), Dtype.FLOAT32, decoder.kernels(), owner),
                        decoder.noAdapter(),
                        decoder.noAdapter(),
                        decoder.noAdapter());
            });
        }
    }

    private static SafetensorsFolder openWeights(Path folder) {
        if (!Files.exists(folder.resolve(WEIGHTS)) && Files.exists(folder.resolve(PICKLED))) {
            throw UserException.checkpoint(folder + " holds " + PICKLED + " and no " + WEIGHTS
                    + "; only safetensors are read: load the adapter in PEFT and save it again with save_pretrained, which"
                    + " writes them");
        }
        return SafetensorsFolder.openFile(folder.resolve(WEIGHTS));
    }

    private static void requireTensors(Path folder, SafetensorsFolder files, List<WeightName> weights, long rank) {
        Map<String, List<Long>> expected = new LinkedHashMap<>();
        for (WeightName weight : weights) {
            expected.put(name(weight, "A"), List.of(rank, weight.shape().get(1)));
            expected.put(name(weight, "B"), List.of(weight.shape().get(0), rank));
        }
        List<String> problems = new ArrayList<>();
        expected.forEach(
                (name, shape) -> WeightCheck.problem(files, name, shape).ifPresent(problems::add));
        files.names().stream()
                .filter(name -> !expected.containsKey(name))
                .forEach(name -> problems.add(name + " has no place in this model"));
        if (!problems.isEmpty()) {
            throw UserException.checkpoint(
                    folder.resolve(WEIGHTS) + " does not agree with " + CONFIG + " and this model: "
                            + String.join("; ", problems)
                            + "; copy both files from one source, and name the model that the adapter was trained on");
        }
    }

    /**
     * Writes an adapter into an existing folder, in whatever form it was trained as plain LoRA of the same function.
     *
     * @param base the model that it was trained on
     */
    public static void write(LoraAdapter trained, Decoder decoder, Path folder, BaseModel base) {
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

    private static String json(LoraConfig config, BaseModel base) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.put("base_model_name_or_path", base.nameOrPath());
        json.put("bias", "none");
        json.put("fan_in_fan_out", false);
        json.put("inference_mode", true);
        json.put("lora_alpha", config.alpha());
        json.put("lora_dropout", config.dropout());
        json.put("peft_type", "LORA");
        json.put("r", config.rank());
        json.put("revision", base.revision());
        config.targetModules().forEach(json.putArray("target_modules")::add);
        json.put("task_type", "CAUSAL_LM");
        json.put("use_rslora", config.rsLora());
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }

    private static String name(WeightName weight, String factor) {
        return PREFIX + AdaptedLinear.path(weight) + ".lora_" + factor + ".weight";
    }
}
