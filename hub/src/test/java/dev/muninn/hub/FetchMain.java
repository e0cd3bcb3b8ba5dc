package dev.muninn.hub;

import dev.muninn.locate.FetchListener;

/** Another process that fetches a model, for tests that kill it. */
final class FetchMain {
    private FetchMain() {}

    public static void main(String[] args) {
        new Hub(HubSettings.ofEnvironment()).fetch(HubReference.parse(args[0]), FetchListener.NONE);
    }
}
