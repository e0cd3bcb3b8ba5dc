package dev.muninn.config;

import static dev.muninn.fuzz.Fuzzing.utf8;
import static dev.muninn.fuzz.Fuzzing.worksOrComplains;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.muninn.fuzz.Fuzzing;

class ConfigFuzzTest {
    @FuzzTest(maxExecutions = Fuzzing.RUNS)
    void anyTextIsAConfigOrAComplaint(byte[] input) {
        worksOrComplains(() -> {
            ModelConfig config = ConfigReader.parse(utf8(input), "config.json");
            if (!ConfigReader.parse(ConfigWriter.toJson(config), "written").equals(config)) {
                throw new AssertionError(config);
            }
        });
        worksOrComplains(() -> ConfigReader.parseGenerationDefaults(utf8(input), "generation_config.json"));
    }
}
