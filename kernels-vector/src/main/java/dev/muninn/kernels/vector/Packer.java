package dev.muninn.kernels.vector;

import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Packs one weight with all threads. */
final class Packer {
    private Packer() {}

    static PackedWeight pack(MatrixSource source, WeightFormat format, WorkerPool pool, Arena arena) {
        PanelLayout layout = new PanelLayout(format, source.rows(), source.cols());
        MemorySegment target = NativeMemory.allocate(arena, layout.bytes(), "weight " + source.name());
        PanelWriter[] writers = new PanelWriter[pool.threads()];
        WorkerPool.Task task = (panel, thread) -> {
            if (writers[thread] == null) {
                writers[thread] = new PanelWriter(source, layout, target);
            }
            writers[thread].write(panel);
        };
        pool.run(task, layout.panels());
        return new PackedWeight(source.name(), layout, target, arena);
    }
}
