package dev.muninn.server;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.server.json.ApiError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The models of a server. The first is loaded at once; the others when somebody asks for them, who waits. If there are more than fit, the one
 * that has not been asked for longest gives way, unless it is answering. Safe for several threads.
 */
final class Shelf implements AutoCloseable {
    /** How a model comes into memory and leaves it. */
    interface Keeper {
        /** Loads it; throws if that cannot be done. */
        Loaded load(ModelSource source);

        void unload(Loaded model);

        /** A model that somebody waits for could not be loaded. */
        void failed(ModelSource source, Throwable reason);
    }

    /** One model's place. All of it is guarded by the shelf. */
    private static final class Place {
        final ModelSource source;

        @Nullable
        CompletableFuture<Loaded> loaded;

        int users;
        long lastUse;

        Place(ModelSource source) {
            this.source = source;
        }

        boolean isIdle() {
            return users == 0 && loaded != null && loaded.isDone();
        }
    }

    /** A model, loaded or not. */
    record Entry(ModelSource source, Optional<Loaded> loaded) {}

    private final List<Place> places;
    private final int mostLoaded;
    private final Keeper keeper;
    private long uses;
    private boolean closed;

    /** @param mostLoaded models in memory at a time */
    Shelf(List<ModelSource> sources, int mostLoaded, Keeper keeper) {
        require(!sources.isEmpty(), "there is no model to serve");
        require(mostLoaded >= 1, "at least 1 model is loaded, found %d", mostLoaded);
        Set<String> names = new HashSet<>();
        for (ModelSource source : sources) {
            List<String> all = new ArrayList<>(source.aliases());
            all.add(source.name());
            all.forEach(name -> require(names.add(name), "two models are called '%s'; give them names", name));
        }
        this.places = sources.stream().map(Place::new).toList();
        this.mostLoaded = mostLoaded;
        this.keeper = keeper;
    }

    /** Begins to load the first model. */
    CompletableFuture<Loaded> loadFirst() {
        return begin(places.getFirst());
    }

    /** The first model, if it is there. */
    synchronized Optional<Loaded> first() {
        return present(places.getFirst());
    }

    synchronized List<Entry> entries() {
        return places.stream()
                .map(place -> new Entry(place.source, present(place)))
                .toList();
    }

    private static Optional<Loaded> present(Place place) {
        return place.loaded != null && place.loaded.isDone() && !place.loaded.isCompletedExceptionally()
                ? Optional.of(place.loaded.join())
                : Optional.empty();
    }

    /** Lets {@code user} use the model of a name, the first for none; it stays in memory meanwhile. */
    void use(Optional<String> name, Consumer<Loaded> user) {
        Place place = find(name);
        CompletableFuture<Loaded> coming = take(place);
        try {
            user.accept(await(coming));
        } finally {
            giveBack(place);
        }
    }

    private static Loaded await(CompletableFuture<Loaded> coming) {
        try {
            return coming.join();
        } catch (CompletionException e) {
            throw ApiError.unavailable("model_failed", "the model could not be loaded; the server's log says why");
        }
    }

    private Place find(Optional<String> name) {
        if (name.isEmpty()) {
            return places.getFirst();
        }
        return places.stream()
                .filter(place -> place.source.isCalled(name.get()))
                .findFirst()
                .orElseThrow(() -> unknown(name.get()));
    }

    private ApiError unknown(String wanted) {
        List<String> names =
                places.stream().map(place -> "'" + place.source.name() + "'").toList();
        return ApiError.notFound(
                "model",
                "model_not_found",
                "there is no model '%s' here, only %s"
                        .formatted(wanted.length() <= 100 ? wanted : "…", String.join(", ", names)));
    }

    /** The model of a name, loaded or not. */
    Entry entry(String name) {
        Place place = find(Optional.of(name));
        synchronized (this) {
            return new Entry(place.source, present(place));
        }
    }

    private synchronized CompletableFuture<Loaded> take(Place place) {
        CompletableFuture<Loaded> coming = place.loaded == null ? begin(place) : place.loaded;
        place.users++;
        place.lastUse = ++uses;
        return coming;
    }

    private synchronized void giveBack(Place place) {
        place.users--;
    }

    private synchronized CompletableFuture<Loaded> begin(Place place) {
        if (closed) {
            throw ApiError.unavailable("shutting_down", "the server is shutting down");
        }
        makeRoom();
        CompletableFuture<Loaded> coming = new CompletableFuture<>();
        place.loaded = coming;
        Thread.ofPlatform().daemon().name("model-loader").start(() -> load(place.source, coming));
        return coming;
    }

    private void makeRoom() {
        List<Place> there = places.stream()
                .filter(place -> place.loaded != null && !place.loaded.isCompletedExceptionally())
                .toList();
        if (there.size() < mostLoaded) {
            return;
        }
        Place leaves = there.stream()
                .filter(Place::isIdle)
                .min(Comparator.comparingLong(place -> place.lastUse))
                .orElseThrow(() -> ApiError.unavailable(
                        "models_busy", "as many models as fit are answering, and this one is not among them"));
        present(leaves).ifPresent(keeper::unload);
        leaves.loaded = null;
    }

    private void load(ModelSource source, CompletableFuture<Loaded> coming) {
        try {
            coming.complete(keeper.load(source));
        } catch (Throwable e) { // whatever it is, whoever waits must know
            keeper.failed(source, e);
            coming.completeExceptionally(e);
        }
    }

    /** For each model that is there or comes yet. */
    private synchronized List<CompletableFuture<Loaded>> end() {
        closed = true;
        List<CompletableFuture<Loaded>> all = new ArrayList<>();
        for (Place place : places) {
            if (place.loaded != null) {
                all.add(place.loaded);
            }
        }
        return all;
    }

    /** Unloads every model; one that is still being loaded, when it is there. */
    @Override
    public void close() {
        for (CompletableFuture<Loaded> model : end()) {
            var _ = model.handle(Shelf::quiet).thenAccept(there -> there.ifPresent(keeper::unload));
        }
    }

    private static Optional<Loaded> quiet(@Nullable Loaded model, @Nullable Throwable failure) {
        return Optional.ofNullable(model);
    }

    /** Text without the places where models lie. */
    String discreet(String text) {
        String clean = text;
        for (Entry entry : entries()) {
            if (entry.loaded().isPresent()) {
                Loaded model = entry.loaded().get();
                for (String path : paths(model)) {
                    clean = clean.replace(path, entry.source().name());
                }
            }
        }
        return clean;
    }

    private static List<String> paths(Loaded model) {
        var directory = model.served().engine().directory();
        return List.of(directory.toAbsolutePath().normalize().toString(), directory.toString()).stream()
                .filter(path -> path.contains("/"))
                .toList();
    }
}
