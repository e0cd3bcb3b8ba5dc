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
                "{'type':'integer'}§0 -1 15 999999999999999999§01 1.0 - + 1e3 '1' 1000000000000000000",
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
                "{'type':'integer','minimum':-12,'maximum':105}§-12 -9 0 7 99 100 105§-13 -100 106 110 1000 -0 07 1.0",
                "{'type':'integer','exclusiveMinimum':0,'exclusiveMaximum':3}§1 2§0 3 -1",
                "{'type':'integer','minimum':0.5,'maximum':2.0}§1 2§0 3",
                "{'type':'integer','maximum':-7}§-7 -8 -123§-6 0 7",
                "{'type':'integer','minimum':0,'exclusiveMinimum':true}§1 20§0 -1",
                "{'type':'integer','multipleOf':7,'minimum':10}§14 21 700§7 13 15",
                "{'type':'number','minimum':-0.5,'maximum':2.72}§-0.5 -0.49 0 0.0 1 2.72 2.7 2.719 2.720§-0.51 -1 2.721 3 2.8 1e0 -0",
                "{'type':'number','exclusiveMinimum':0,'maximum':1}§0.1 0.000001 1 1.000§0 0.0 1.01 -1",
                "{'type':'number','multipleOf':0.25}§0 0.5 0.75 -1.25 3 3.50§0.3 0.251 1.1",
                "{'type':'string','pattern':'^[a-c]{2}-\\\\d+$'}§'ab-1' 'cc-007'§'ad-1' 'ab-' 'xab-1' 'ab-1x'",
                "{'type':'string','pattern':'b+'}§'b' 'abba' 'bü'§'' 'a' 'ü'",
                "{'type':'string','pattern':'^(?!a)(?!.*\\\\.\\\\.)[a-z.]+$','maxLength':4}§'b' 'b.c' 'ba.c'§'ab' 'b..c' 'bcdef'",
                "{'type':'string','pattern':'^a|b$'}§'a' 'ax' 'xb'§'x' 'xa' 'bx'",
                "{'type':'string','pattern':'^.{2}$','minLength':2}§'ü€' '\\\\n'§'a' 'abc' 'a\\n'",
                "{'type':'string','format':'date'}§'2024-02-29' '1999-12-31' '2000-02-29'§'2023-02-29' '1900-02-29' '2024-13-01' '2024-04-31' '24-01-01'",
                "{'type':'string','format':'time'}§'23:59:59Z' '00:00:00.5+01:00'§'24:00:00Z' '10:00' '10:00:60Z'",
                "{'type':'string','format':'date-time'}§'2024-02-29T10:11:12Z'§'2024-02-30T10:11:12Z' '2024-02-29'",
                "{'type':'string','format':'uuid'}§'123e4567-e89b-12d3-a456-426614174000'§'123e4567e89b12d3a456426614174000' 'x'",
                "{'type':'string','format':'ipv4'}§'0.0.0.0' '255.10.1.99'§'256.0.0.1' '1.2.3' '01.2.3.4'",
                "{'type':'string','format':'email'}§'a@b.co' 'a.b-c+d@x-y.z.org'§'a' '@b.co' '.a@b.co' 'a..b@c.de' 'a@-b.co'",
                "{'type':'string','format':'uri','maxLength':20}§'http://a.bc' 'https://a.bc/d?e=f'§'a.bc' 'http://abcdefghijklm.op/qrs'",
                "{'type':'array','prefixItems':[{'type':'integer'},{'const':'a'}],'items':false}§[] [1] [1,'a']§['a'] [1,2] [1,'a',1]",
                "{'type':'array','prefixItems':[{'type':'integer'}],'items':{'const':2},'minItems':2,'maxItems':3}§[7,2] [7,2,2]§[7] [7,3] [7,2,2,2]",
                "{'oneOf':[{'$ref':'#/$defs/a'},{'$ref':'#/$defs/b'}],'discriminator':{'propertyName':'k'},'$defs':{'a':{'properties':{'k':{'const':1}},'required':['k'],'additionalProperties':false},'b':{'properties':{'k':{'const':2}},'required':['k'],'additionalProperties':false}}}§{'k':1} {'k':2}§{'k':3} {}",
                "{'const':1,'enum':[1,2]}§1§2",
                "{'type':'integer','enum':[1.0,2]}§1.0 2§3",
                "{'$ref':'#/$defs/n','type':'integer','maximum':5,'$defs':{'n':{'type':'number','minimum':3}}}§3 4 5§2 6 3.5",
                "{'type':'object','anyOf':[{'properties':{'a':{'const':1}},'required':['a']},{'properties':{'b':{'const':2}},'required':['b']}],'properties':{'c':{'const':3}},'required':['c'],'additionalProperties':true}§{'a':1,'c':3} {'b':2,'c':3}§{'c':3} {'a':1}",
                "{'allOf':[{'type':'integer','minimum':2},{'maximum':4},{'$ref':'#/$defs/odd'}],'$defs':{'odd':{'type':'integer','not':null}}}§2 3 4§1 5",
                "{'allOf':[{'properties':{'a':{'type':'integer'}},'required':['a']},{'properties':{'a':{'minimum':1,'type':'number'},'b':{'const':2}}}]}§{'a':1} {'a':2,'b':2}§{'a':0} {'b':2}",
                "{'type':'string','nullable':true,'maxLength':1}§'a' null§'ab' 1",
                "{'type':'integer','x-order':3,'discriminator':{},'externalDocs':{}}§3§'a'",
                "{'type':'object','additionalProperties':{'type':'integer'},'maxProperties':2,'minProperties':1}§{'a':1} {'a':1,'b':2}§{} {'a':1,'b':2,'c':3}",
                "{'type':'object','propertyNames':{'enum':['x','y']},'additionalProperties':{'const':1}}§{} {'x':1,'y':1}§{'z':1} {'x':2}",
                "{'minLength':2}§'ab'§'a' 3",
                "{'minimum':2}§2 2.5§1",
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
                "{'type':'string','pattern':'(a)\\\\1'}|#: 'pattern' is not supported: the pattern '(a)\\1' has, before character 6, \\1",
                "{'type':'string','pattern':'a(?<=b)'}|look-around",
                "{'type':'string','pattern':'a**'}|a count behind a count",
                "{'type':'string','pattern':'['}|an end where more is needed",
                "{'type':'string','pattern':'a{2000}{2000}'}|a count behind a count",
                "{'type':'string','pattern':'(a{1000}){1000}'}|too large",
                "{'properties':{'when':{'type':'string','format':'duration'}}}|#/properties/when: 'format' is 'duration'",
                "{'type':'string','pattern':'^a$','minLength':2}|no text has its pattern, format and length at once",
                "{'type':'integer','minimum':3,'maximum':2}|no integer of at most 18 digits",
                "{'type':'integer','minimum':'3'}|minimum is \"3\", wanted a number",
                "{'type':'number','multipleOf':0}|multipleOf is 0",
                "{'type':'string','minimum':3}|'minimum' is not supported for the type string",
                "{'allOf':[{'type':'string'},{'type':'integer'}]}|no value is of the types",
                "{'allOf':[{'pattern':'a'},{'pattern':'b'}]}|'pattern' is asked for twice",
                "{'type':'array','contains':{}}|'contains'",
                "{'allOf':[{'properties':{'a':{}},'required':['a']}],'additionalProperties':false}|'a' is required",
                "{'type':'object','minProperties':2}|minProperties is 2",
                "{'type':'array','uniqueItems':true}|'uniqueItems'",
                "{'type':'object','patternProperties':{}}|'patternProperties'",
                "{'not':{'type':'string'}}|'not'",
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
    void schemasMayNestDeeply() {
        String schema = "{'type':'array','minItems':1,'items':".repeat(128) + "{'type':'integer'}" + "}".repeat(128);
        assertThat(accepts(schema, "[".repeat(128) + "7" + "]".repeat(128))).isTrue();
        assertThat(accepts(schema, "[".repeat(127) + "7" + "]".repeat(127))).isFalse();
    }

    @Test
    void remarksAreReadOver() {
        assertThat(accepts(
                        "{'$schema':'x','title':'t','description':'d','type':'integer','format':'int32','default':1,'examples':[2]}",
                        "3"))
                .isTrue();
    }
}
