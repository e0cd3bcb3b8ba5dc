package dev.muninn.hub;

import dev.muninn.locate.FetchListener;
import dev.muninn.locate.ModelLocator;
import java.nio.file.Path;

/** Models by {@code hf:ORG/NAME[@REVISION][:FILE]}, for {@code Engine.load} and the command line. */
public final class HubLocator implements ModelLocator {
    @Override
    public String scheme() {
        return "hf";
    }

    @Override
    public Path locate(String name, FetchListener listener) {
        return new Hub(HubSettings.ofEnvironment()).fetch(HubReference.parse(name), listener);
    }

    @Override
    public Path describe(String name, FetchListener listener) {
        return new Hub(HubSettings.ofEnvironment()).describe(HubReference.parse(name), listener);
    }

    @Override
    public String shortName(String name) {
        return HubReference.parse(name).repo();
    }
}
