package dev.lethe.harness.source;

import dev.lethe.data.UserException;
import dev.lethe.harness.config.BenchmarkConfig;
import dev.lethe.harness.config.HubSettings;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.token.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the checkpoint that a user means: a folder; a name of the catalog; or {@code org/name@revision} in the cache of
 * the hub's clients, and where the network is allowed, on the hub. What is a folder is one, whatever else it could mean.
 */
public final class ModelLocator {

    private final Path cwd;
    private final Path ownCache;
    private final HubSettings hub;
    private final HubCache cache;
    private final ModelCatalog catalog;

    /** Where {@code config} says. */
    public ModelLocator(BenchmarkConfig config) {
        this(config.cwd(), config.cache(), config.hub(), ModelCatalog.load());
    }

    ModelLocator(Path cwd, Path ownCache, HubSettings hub, ModelCatalog catalog) {
        this.cwd = cwd;
        this.ownCache = ownCache;
        this.hub = hub;
        this.cache = new HubCache(hub.cache());
        this.catalog = catalog;
    }

    /**
     * Why nothing on this machine, or with the network on the hub, answers to {@code model}; empty if something does.
     * Cheap: opens no connection, and looks into no file.
     *
     * @param builtIn a name that is known besides, for the list
     */
    public List<String> problems(String model, String builtIn) {
        if (Files.isDirectory(cwd.resolve(model))) {
            return List.of();
        }
        Optional<HubId> id = hubId(model);
        if (id.isPresent() && (hub.network() || cache.snapshot(id.get()).isPresent())) {
            return List.of();
        }
        return List.of(
                "unknown model \"" + model + "\": " + absence(model, id.orElse(null)) + ". Known names: " + builtIn
                        + ", " + String.join(", ", catalog.models().keySet()) + "; otherwise a folder with "
                        + DecoderConfig.FILE_NAME + ", " + Tokenizer.FILE_NAME
                        + " and safetensors files, or ORG/NAME[@REVISION] of the Hugging Face hub.");
    }

    /** What is known of {@code model} by name or id; empty for a folder. */
    public Optional<CatalogModel> known(String model) {
        return Files.isDirectory(cwd.resolve(model))
                ? Optional.empty()
                : hubId(model).flatMap(catalog::of);
    }

    /** The repository and commit from which {@link #folder} has taken {@code model}; empty for a folder. */
    public Optional<HubId> origin(String model) {
        return Files.isDirectory(cwd.resolve(model))
                ? Optional.empty()
                : hubId(model).flatMap(cache::atCommit);
    }

    /** The folder of {@code model}, downloaded first where that is needed and allowed. */
    public Path folder(String model, Progress progress, BooleanSupplier cancelled) {
        Path folder = cwd.resolve(model);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        HubId id = hubId(model)
                .orElseThrow(() -> UserException.checkpoint("no model \"" + model + "\": " + absence(model, null)));
        HubId lender = catalog.of(id).map(CatalogModel::tokenizer).orElse(null);
        Set<String> missing = missing(id);
        if (hub.network() && !(missing.isEmpty() || lacksOnlyTokenizer(missing) && lender != null)) {
            new ModelDownload(hub, progress, cancelled).run(id, ModelDownload.Part.CHECKPOINT);
            missing = missing(id);
        }
        Path snapshot = cache.snapshot(id).orElseThrow(() -> UserException.checkpoint(absence(model, id)));
        if (lacksOnlyTokenizer(missing) && lender != null) {
            return new BorrowedTokenizer(ownCache, cancelled)
                    .complete(id, snapshot, tokenizer(id, lender, progress, cancelled));
        }
        if (!missing.isEmpty()) {
            throw incomplete(id, snapshot, missing);
        }
        return snapshot;
    }

    /** The snapshot of the repository whose tokenizer {@code id} uses. */
    private Path tokenizer(HubId id, HubId lender, Progress progress, BooleanSupplier cancelled) {
        if (hub.network() && missing(lender).contains(Tokenizer.FILE_NAME)) {
            new ModelDownload(hub, progress, cancelled).run(lender, ModelDownload.Part.TOKENIZER);
        }
        return cache.snapshot(lender)
                .filter(folder -> Files.isRegularFile(folder.resolve(Tokenizer.FILE_NAME)))
                .orElseThrow(() -> UserException.checkpoint(id + " brings no " + Tokenizer.FILE_NAME
                        + " and uses that of " + lender + ": " + absence(lender.repository(), lender)));
    }

    private SortedSet<String> missing(HubId id) {
        return CheckpointFiles.missing(cache.snapshot(id).orElseGet(() -> cache.lookedFor(id)));
    }

    private static boolean lacksOnlyTokenizer(Set<String> missing) {
        return missing.equals(Set.of(Tokenizer.FILE_NAME));
    }

    private Optional<HubId> hubId(String model) {
        return Optional.ofNullable(catalog.models().get(model))
                .map(CatalogModel::id)
                .or(() -> HubId.parse(model));
    }

    private String absence(String model, @Nullable HubId id) {
        String noFolder = cwd.resolve(model) + " is no folder";
        if (id == null) {
            return noFolder;
        }
        return noFolder + ", and " + id + " is not in the Hugging Face cache (looked for " + cache.lookedFor(id) + ")"
                + (hub.network() ? "" : "; -Dnetwork=true would download it from " + hub.endpoint());
    }

    private UserException incomplete(HubId id, Path snapshot, Set<String> missing) {
        return UserException.checkpoint(id + " is incomplete: " + snapshot + " lacks " + String.join(", ", missing)
                + (hub.network()
                        ? ", and the hub does not have them either; copy the model into a folder of your own and add"
                                + " them there"
                        : "; -Dnetwork=true would download what is missing from " + hub.endpoint())
                + ".");
    }
}
