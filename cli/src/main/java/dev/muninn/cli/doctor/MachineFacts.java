package dev.muninn.cli.doctor;

import dev.muninn.cli.machine.Memory;
import dev.muninn.cli.machine.Processor;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** System, processor and memory. */
record MachineFacts(String system, Processor processor, Memory memory) implements Section {
    static MachineFacts here() {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("os.arch");
        return new MachineFacts(system, Processor.here(), Memory.now());
    }

    @Override
    public List<String> lines() {
        String sets = processor.instructionSets().isEmpty()
                ? "not said by the system; the vector width below tells"
                : String.join(" ", processor.instructionSets());
        return List.of(
                "System     " + system,
                "Processor  " + processor.model().orElse("not said by the system") + ", " + processor.cores()
                        + " cores for this JVM",
                "           " + sets,
                "Memory     " + Bytes.text(memory.availableBytes()) + " of " + Bytes.text(memory.totalBytes())
                        + " available");
    }

    @Override
    public void write(ObjectNode json) {
        json.put("system", system);
        ObjectNode node = json.putObject("processor");
        if (processor.model().isPresent()) {
            node.put("model", processor.model().get());
        } else {
            node.putNull("model");
        }
        node.put("cores", processor.cores());
        ArrayNode sets = node.putArray("instructionSets");
        processor.instructionSets().forEach(sets::add);
        json.putObject("memory").put("totalBytes", memory.totalBytes()).put("availableBytes", memory.availableBytes());
    }
}
