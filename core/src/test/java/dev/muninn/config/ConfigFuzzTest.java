package dev.muninn.config;

import static dev.muninn.fuzz.Fuzzing.utf8;
import static dev.muninn.fuzz.Fuzzing.worksOrComplains;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.muninn.architecture.Architecture;
import dev.muninn.family.Families;
import dev.muninn.fuzz.Fuzzing;

class ConfigFuzzTest {
    @FuzzTest(maxExecutions = Fuzzing.RUNS)
    void anyTextIsAConfigOrAComplaint(byte[] input) {
        worksOrComplains(() -> {
            Architecture config = Configs.parse(utf8(input), "config.json");
            if (!Configs.parse(Families.toJson(config), "written").equals(config)) {
                throw new AssertionError(config);
            }
        });
        worksOrComplains(() -> ConfigReader.parseGenerationDefaults(utf8(input), "generation_config.json"));
    }
}
