package dev.muninn.server.api;

import java.util.Optional;

/** Which Muninn this is. */
public final class Version {
    /** The version of the jar. */
    public static final String VERSION = Optional.ofNullable(
                    Version.class.getPackage().getImplementationVersion())
            .orElse("unpackaged");

    /** What answers carry: the same version with the same seed answers the same. */
    static final String FINGERPRINT = "muninn-" + VERSION;

    private Version() {}
}
