package dev.muninn.sampling.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemas and the texts they let through; single quotes stand for double ones. */
class JsonSchemaTest {
    private static boolean accepts(Grammar grammar, String text) {
        Automaton automaton = new Automaton(grammar);
        Automaton.State state =
                Automaton.read(automaton.start(), text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return state != null && state.complete();
    }

    private static boolean accepts(String schema, String text) {
        return accepts(JsonSchema.grammar(schema.replace('\'', '"')), text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '`',
            value = {
                "{'type':'integer'}§0 -1 15 999999999999999§01 1.0 - + 1e3 '1' 1000000000000000",
                "{'type':'number'}§0 -1.5 1e9 2.50E-7 0.1§.5 1. 1e 1e100 01.5 NaN",
                "{'type':'boolean'}§true false§True 0 null tru",
                "{'type':'null'}§null§nul 'null'",
                "{'type':['string','null']}§null 'a' '' '\\n' '\\u00e4' 'ä€😀'§a 1 '\\x' '\\ud800' 'a",
                "{'type':'string','minLength':2,'maxLength':3}§'ab' 'äöü' '\\n\\n' '😀😀😀'§'' 'a' 'abcd' '\\n'",
                "{'enum':['a',1,null,{'b':[2]}]}§'a' 1 null {'b':[2]}§'b' 2 {'b':[3]}",
                "{'type':'string','enum':['a',1]}§'a'§1",
                "{'const':null}§null§1",
                "{'type':'array','items':{'type':'integer'},'minItems':1,'maxItems':3}§[1] [1,2] [1,2,3]§[] [1,2,3,4] [1,] ['a']",
                "{'type':'array','maxItems':0}§[]§[1]",
                "{'type':'array'}§[] [1,'a',[{}]]§[,] {}",
                "{'type':'object'}§{} {'a':1} {'a':{'b':[]},'c':null}§[] {1:2} {'a'} {'a':1,}",
                "{'type':'object','properties':{},'additionalProperties':false}§{}§{'a':1}",
                "{'type':'object','additionalProperties':{'type':'integer'}}§{} {'x':1,'y':2}§{'x':'1'}",
                "{'properties':{'a':{'type':'integer'},'b':true},'required':['b']}§{'b':1} {'a':1,'b':[]}§{} {'a':1} {'b':1,'a':1} {'c':1,'b':1}",
                "{'properties':{'a':{'const':1},'b':{'const':2},'c':{'const':3}}}§{} {'a':1} {'c':3} {'a':1,'c':3} {'b':2,'c':3}§{,'a':1} {'a':1,} {'a':1'c':3}",
                "{'type':'object','required':['x']}§{'x':[1]}§{} {'y':1}",
                "{'anyOf':[{'type':'integer'},{'type':'array','items':{'$ref':'#'}}]}§1 [] [1,[2,[]]]§'a' [[]",
                "{'oneOf':[{'type':'integer'},{'type':'string','maxLength':1}]}§1 'a'§'ab' null",
                "{'allOf':[{'$ref':'#/$defs/x'}],'$defs':{'x':{'const':5}}}§5§6",
                "{'$ref':'#/$defs/a~1b%25','$defs':{'a/b%':{'const':5}}}§5§6",
                "true§1 {} [] 'a'§x"
            })
    void textsAreToldApart(String schema, String accepted, String refused) {
        for (String text : accepted.split(" ")) {
            assertThat(accepts(schema, text)).as("%s by %s", text, schema).isTrue();
        }
        for (String text : refused.split(" ")) {
            assertThat(accepts(schema, text)).as("%s by %s", text, schema).isFalse();
        }
    }

    @Test
    void spacesAreFew() {
        String schema = "{'properties':{'a':{'const':1},'b':{'const':2}},'required':['a','b']}";
        assertThat(accepts(schema, "{'a': 1, 'b':2}")).isTrue();
        for (String text : new String[] {" {'a':1,'b':2}", "{ 'a':1,'b':2}", "{'a':  1,'b':2}", "{'a' :1,'b':2}"}) {
            assertThat(accepts(schema, text)).as(text).isFalse();
        }
    }

    @Test
    void aTextIsUtf8() {
        Automaton automaton = new Automaton(JsonSchema.grammar("{\"type\":\"string\"}"));
        byte[][] broken = {
            {'"', (byte) 0x80},
            {'"', (byte) 0xC0},
            {'"', (byte) 0xED, (byte) 0xA0},
            {'"', (byte) 0xF5},
            {'"', (byte) 0xC3, '"'},
            {'"', '\n'}
        };
        for (byte[] bytes : broken) {
            assertThat(Automaton.read(automaton.start(), bytes)).isNull();
        }
    }

    @Test
    void freeTextEndsAtAMark() {
        Grammar grammar = new Grammar(new Term.Sequence(new Term.Until("<a<ab>"), new Term.Literal("!")));
        assertThat(accepts(grammar, "")).isTrue();
        assertThat(accepts(grammar, "<a<a<ab")).isTrue();
        assertThat(accepts(grammar, "x<a<a<ab>")).isFalse();
        assertThat(accepts(grammar, "x<a<a<ab>!")).isTrue();
        assertThat(accepts(grammar, "x<a<a<ab>?")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'string','pattern':'a+'}|'pattern' is not supported for the type string",
                "{'properties':{'when':{'type':'string','format':'date'}}}|#/properties/when: 'format'",
                "{'type':'integer','minimum':3}|'minimum'",
                "{'type':'array','uniqueItems':true}|'uniqueItems'",
                "{'type':'object','patternProperties':{}}|'patternProperties'",
                "{'not':{'type':'string'}}|'not'",
                "{'type':'object','anyOf':[{}]}|'type' is not supported here",
                "{'allOf':[{},{}]}|#/allOf: several schemas",
                "{'type':'strin'}|'strin' is no type",
                "{'type':7}|type is missing or no word",
                "{'$ref':'#/$defs/gone'}|'#/$defs/gone', which is nothing",
                "{'$ref':'other.json'}|'other.json'",
                "{'type':'object','required':['a'],'additionalProperties':false}|'a' is required",
                "{'type':'array','minItems':2,'maxItems':1}|maxItems is 1",
                "{'type':'string','maxLength':-1}|maxLength is -1",
                "{'oneOf':[{'type':'integer'},{'type':'number'}]}|alternatives 0 and 1 may both hold",
                "{'type':'string','enum':[1]}|no value is of the type",
                "{'anyOf':[]}|at least one entry",
                "{'properties':{'next':{'$ref':'#'}},'required':['next']}|no text is finite",
                "{'$ref':'#'}|no text is finite",
                "{'type':'object','properties':{'a':false}}|it is false",
                "[]|wanted an object",
                "{|not valid JSON"
            })
    void whatCannotBeHeldToIsRefusedByName(String schemaAndReason) {
        int bar = schemaAndReason.indexOf('|');
        String schema = schemaAndReason.substring(0, bar).replace('\'', '"');
        assertThatThrownBy(() -> JsonSchema.grammar(schema))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining(schemaAndReason.substring(bar + 1));
    }

    @Test
    void boundlessSchemasAreRefused() {
        StringBuilder chain = new StringBuilder("{'$ref':'#/$defs/0','$defs':{");
        for (int i = 0; i < 20_000; i++) {
            chain.append("'%d':{'type':'array','items':{'$ref':'#/$defs/%d'}},".formatted(i, i + 1));
        }
        String schema = chain.append("'20000':true}}").toString().replace('\'', '"');
        assertThatThrownBy(() -> JsonSchema.grammar(schema)).isInstanceOf(MuninnException.class);
    }

    @Test
    void remarksAreReadOver() {
        assertThat(accepts(
                        "{'$schema':'x','title':'t','description':'d','type':'integer','format':'int32','default':1,'examples':[2]}",
                        "3"))
                .isTrue();
    }
}
