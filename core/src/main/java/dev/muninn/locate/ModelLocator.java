package dev.muninn.locate;

import dev.muninn.error.MuninnException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Turns the name of a model into files on this machine. Found with {@link ServiceLoader}, as kernels are: the engine takes
 * {@code hf:ORG/NAME} wherever it takes a path, and yet depends on no HTTP client. The class itself must be cheap to load.
 */
public interface ModelLocator {
    /** The part of a name before its first colon, such as {@code hf}. */
    String scheme();

    /**
     * Fetches what is missing, and says where the model is: a directory, or a single file that holds all of it.
     *
     * @param name the part after the scheme and its colon
     */
    Path locate(String name, FetchListener listener);

    /** As {@link #locate}, but the weights may be left out: for those who only want to know what the model is. */
    Path describe(String name, FetchListener listener);

    /** A short name for a model, without revision and file. */
    String shortName(String name);

    /** The locator for {@code reference}; empty for a path. */
    static Optional<ModelLocator> of(String reference) {
        int colon = reference.indexOf(':');
        if (colon < 2) { // a drive's letter is no scheme
            return Optional.empty();
        }
        String scheme = reference.substring(0, colon);
        Optional<ModelLocator> known =
                ServiceLoader.load(ModelLocator.class, ModelLocator.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(locator -> locator.scheme().equals(scheme))
                        .findFirst();
        if (known.isEmpty() && scheme.equals("hf")) {
            throw new MuninnException(reference
                    + ": names a model on a hub, and the module that fetches it, muninn-hub, is not on the class"
                    + " path; add it, or give a directory");
        }
        return known;
    }

    /** The place of the model that {@code reference} names by a scheme and a name; empty for a path. */
    static Optional<Path> find(String reference, FetchListener listener) {
        return of(reference).map(locator -> locator.locate(reference.substring(reference.indexOf(':') + 1), listener));
    }
}
