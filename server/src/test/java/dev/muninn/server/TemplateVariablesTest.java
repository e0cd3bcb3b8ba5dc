package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.ByteModel;
import org.junit.jupiter.api.Test;

/** {@code chat_template_kwargs} and {@code enable_thinking} reach the template. */
class TemplateVariablesTest extends ServerFixture {
    private static final String HI = "'messages':[{'role':'user','content':'Hi'}]";

    @Override
    String template() {
        return "{% if enable_thinking is defined and not enable_thinking %}[plain]{% endif %}{% if mood %}[{{ mood }}]{% endif %}"
                + ByteModel.TEMPLATE;
    }

    private String rendered(String fields) {
        Answer tokens = post("/tokenize", "{" + HI + fields + "}");
        assertThat(tokens.status()).as(tokens.json().toString()).isEqualTo(200);
        return post("/detokenize", "{'tokens':" + tokens.json().path("tokens") + "}")
                .json()
                .path("prompt")
                .asString();
    }

    @Test
    void theyAreSeen() {
        assertThat(rendered("")).isEqualTo("[user] Hi\n[assistant]");
        assertThat(rendered(",'enable_thinking':false")).startsWith("[plain][user]");
        assertThat(rendered(",'enable_thinking':true")).startsWith("[user]");
        assertThat(rendered(",'chat_template_kwargs':{'enable_thinking':false,'mood':'calm'}"))
                .startsWith("[plain][calm][user]");
    }

    @Test
    void aChatHasThem() {
        int plain = promptTokens("");
        assertThat(promptTokens(",'enable_thinking':false")).isEqualTo(plain + "[plain]".length());
    }

    private int promptTokens(String fields) {
        return post("/v1/chat/completions", "{" + HI + ",'max_tokens':1" + fields + "}")
                .json()
                .at("/usage/prompt_tokens")
                .asInt();
    }

    @Test
    void theTemplatesOwnVariablesCannotBeSet() {
        for (String field : new String[] {"{'messages':[]}", "'x'"}) {
            Answer answer = post("/v1/chat/completions", "{" + HI + ",'chat_template_kwargs':" + field + "}");
            assertThat(answer.status()).isEqualTo(400);
        }
    }
}
