package dev.muninn.cli.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The processor, as the system describes it.
 *
 * @param model empty where the system does not say
 * @param instructionSets those that matter for matrices, in the system's names; empty where it does not say
 * @param cores that this JVM may use
 */
public record Processor(Optional<String> model, List<String> instructionSets, int cores) {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    /** x86 first, then Arm. */
    private static final Set<String> MATTER = Set.of(
            "sse4_2",
            "avx",
            "avx2",
            "fma",
            "f16c",
            "avx_vnni",
            "avx512f",
            "avx512bw",
            "avx512vl",
            "avx512_vnni",
            "avx512_bf16",
            "avx512_fp16",
            "amx_tile",
            "amx_bf16",
            "amx_int8",
            "asimd",
            "asimdhp",
            "asimddp",
            "sve",
            "sve2",
            "bf16",
            "i8mm",
            "sme");

    public static Processor here() {
        return of(cpuinfo(), Runtime.getRuntime().availableProcessors());
    }

    /** Reads the lines of a {@code /proc/cpuinfo}. */
    static Processor of(List<String> cpuinfo, int cores) {
        List<String> sets = value(cpuinfo, "flags")
                .or(() -> value(cpuinfo, "Features"))
                .map(flags -> Arrays.stream(flags.split("\\s+", -1))
                        .filter(MATTER::contains)
                        .toList())
                .orElse(List.of());
        return new Processor(value(cpuinfo, "model name"), sets, cores);
    }

    private static Optional<String> value(List<String> cpuinfo, String key) {
        return cpuinfo.stream()
                .filter(line -> line.startsWith(key) && line.contains(":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }

    private static List<String> cpuinfo() {
        try {
            return Files.isReadable(CPUINFO) ? Files.readAllLines(CPUINFO) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
