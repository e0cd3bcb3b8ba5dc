package dev.muninn.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers with calls, cut into pieces anywhere. Single quotes stand for double ones, / for a line feed. */
class ToolCallReaderTest {
    private static String plain(String text) {
        return text.replace('\'', '"').replace('/', '\n').replace('`', '/');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '~',
            value = {
                "MARKED§no call <b> at all/ §no call <b> at all/ §",
                "MARKED§<tool_call>/{'name':'f','arguments':{'x':1}}/<`tool_call>§~~§f {'x':1}",
                "MARKED§Let me see. /<tool_call>{'name': 'f', 'arguments': {}}<`tool_call>/§Let me see.§f {}",
                "MARKED§a <tool_call>{'name':'f','arguments':{}}<`tool_call>/<tool_call>{'name':'g','arguments':{'y':'<'}}<`tool_call> b§a b§f {};g {'y':'<'}",
                "MARKED§a <tool_call>{'name':'f'}<`tool_call> b§a <tool_call>{'name':'f'}<`tool_call> b§",
                "MARKED§a <tool_call>{'name':'f','argu§a <tool_call>{'name':'f','argu§",
                "MARKED§a <tool_cal§a <tool_cal§",
                "BARE§{'name':'f','parameters':{'x':[1,2]}}§~~§f {'x':[1,2]}",
                "MARKED§<tool_call>{'arguments':{'x':1},'name':'f'}<`tool_call>§~~§f {'x':1}",
                "MARKED§<tool_call>{'name':'f','arguments':{'x':'}<`tool_call>§~~§f {'x':'}<`tool_call>",
                "MARKED§<tool_call>{'name':'f','arguments':{'x':'<`tool_call>\\''}}<`tool_call>§~~§f {'x':'<`tool_call>\\''}",
                "MARKED§<tool_call>{'name':'f','arguments':{'x':[{'§~~§f {'x':[{'",
                "BARE§{'name':'f','parameters':{'x':12§~~§f {'x':12",
                "LIST§ [{'name':'f','arguments':{'x':1}}, {'name':'g','arguments':{}}]§~~§f {'x':1};g {}",
                "LIST§[{'arguments':{},'name':'f'}]§~~§f {}",
                "LIST§[1, 2]§[1, 2]§",
                "LIST§[{'name':'f','arguments':{'y':§~~§f {'y':",
                "BARE§ {'name':'f','parameters':1}§ {'name':'f','parameters':1}§",
                "BARE§a {'name':'f','parameters':{}}§a {'name':'f','parameters':{}}§",
                "BARE§hello there§hello there§"
            })
    void callsAreTakenOut(ToolFormat format, String answer, String text, String calls) {
        Random random = new Random(1);
        for (int cut = 0; cut < 50; cut++) {
            ToolCallReader reader = new ToolCallReader(format);
            StringBuilder said = new StringBuilder();
            List<String> called = new ArrayList<>();
            StringBuilder streamed = new StringBuilder();
            String whole = plain(answer);
            int released = 0;
            for (int at = 0; at < whole.length(); ) {
                int end = Math.min(whole.length(), at + 1 + random.nextInt(cut + 1));
                ToolCallReader.Piece piece = reader.accept(whole.substring(at, end));
                said.append(piece.text());
                piece.calls().forEach(call -> called.add(call.name() + " " + call.arguments()));
                piece.parts()
                        .forEach(part -> streamed.append(part.name()
                                        .map(name -> ";" + name + " ")
                                        .orElse(""))
                                .append(part.arguments()));
                at = end;
                assertThat(at - reader.held()).isGreaterThanOrEqualTo(released);
                released = at - reader.held();
            }
            ToolCallReader.Piece rest = reader.finish("");
            said.append(rest.text());
            rest.calls().forEach(call -> called.add(call.name() + " " + call.arguments()));
            rest.parts()
                    .forEach(part -> streamed.append(
                                    part.name().map(name -> ";" + name + " ").orElse(""))
                            .append(part.arguments()));
            assertThat(streamed).hasToString(called.isEmpty() ? "" : ";" + String.join(";", called));
            assertThat(said).hasToString(plain(text == null ? "" : text));
            assertThat(String.join(";", called)).isEqualTo(plain(calls == null ? "" : calls));
            assertThat(reader.held()).isZero();
        }
    }
}
