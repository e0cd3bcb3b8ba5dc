package dev.muninn.cli.doctor;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The JVM that runs Muninn. */
record JavaFacts(Runtime.Version version, String vendor, String home, long maxHeapBytes) implements Section {
    private static final Runtime.Version WANTED = Runtime.Version.parse("25.0.3");

    static JavaFacts here() {
        return new JavaFacts(
                Runtime.version(),
                System.getProperty("java.vendor"),
                System.getProperty("java.home"),
                Runtime.getRuntime().maxMemory());
    }

    @Override
    public List<String> lines() {
        return List.of(
                "Java       " + version + ", " + vendor + ", " + home,
                "           heap at most " + Bytes.text(maxHeapBytes)
                        + " (activations only; weights and keys and values are outside)");
    }

    @Override
    public void write(ObjectNode json) {
        json.putObject("java")
                .put("version", version.toString())
                .put("vendor", vendor)
                .put("home", home)
                .put("maxHeapBytes", maxHeapBytes);
    }

    /** JDK-8377811: the first updates of 25 can move arrays that native code reads. */
    @Override
    public List<Problem> problems() {
        return version.compareToIgnoreOptional(WANTED) >= 0
                ? List.of()
                : List.of(new Problem(
                        "Java " + version + " is older than " + WANTED + ": it can move arrays under native calls",
                        "install JDK " + WANTED + " or newer and set JAVA_HOME to it"));
    }
}
