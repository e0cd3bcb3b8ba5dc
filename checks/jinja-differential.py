#!/usr/bin/env python3
"""Compares the engine's chat templates with Jinja2 on random templates and data.

    checks/jinja-differential.py [--cases 20000] [--seed 1] [--show 10] [--templates DIRECTORY]

With --templates: renders chats with all *.jinja files of a directory instead, such as templates of real models.

Makes its own virtual environment under target/checks, compiles core's tests and runs both sides. Where Jinja2 renders, the text must be
the same to the letter; where it complains, the engine must complain. Jinja2 is set up as the transformers library does.
"""
import argparse, datetime, json, os, pathlib, random, signal, subprocess, sys, venv, warnings

HOME = pathlib.Path(__file__).resolve().parent.parent
WORK = HOME / 'target' / 'checks'
VERSION = '3.1.6'


def in_venv():
    """Runs this script again in an environment that has Jinja2."""
    home = WORK / 'jinja2'
    python = home / 'bin' / 'python'
    if not python.exists():
        venv.create(home, with_pip=True)
        subprocess.run([python, '-m', 'pip', '-q', 'install', 'jinja2==' + VERSION], check=True)
    os.execv(python, [str(python), *sys.argv])


if '--no-venv' not in sys.argv and not sys.prefix.startswith(str(WORK)):
    in_venv()

import jinja2, jinja2.ext
from jinja2.sandbox import ImmutableSandboxedEnvironment

NOW = datetime.datetime(2026, 11, 5, 9, 7, 3, 42)


class Generation(jinja2.ext.Extension):
    tags = {'generation'}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(['name:endgeneration'], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method('_said'), [], [], body).set_lineno(line)

    def _said(self, caller):
        return caller()


def environment():
    env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols])

    def raise_exception(message):
        raise jinja2.TemplateError(message)

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    env.filters['tojson'] = tojson
    env.globals['raise_exception'] = raise_exception
    env.globals['strftime_now'] = lambda f: NOW.strftime(f)
    return env


warnings.simplefilter('ignore', SyntaxWarning)


class TooLong(BaseException):
    pass


def late(*_):
    raise TooLong()


class Jinja:
    def __init__(self):
        self.env = environment()
        signal.signal(signal.SIGALRM, late)

    def render(self, template, variables):
        signal.setitimer(signal.ITIMER_REAL, 2)
        try:
            return {'text': self.env.from_string(template).render(**variables)}
        except TooLong:
            return None
        except Exception as e:
            return {'error': type(e).__name__ + ': ' + str(e)}
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


class Engine:
    def __init__(self, classpath):
        java = pathlib.Path(os.environ.get('JAVA_HOME', '/usr')) / 'bin' / 'java'
        self.process = subprocess.Popen([java, '-cp', classpath, 'dev.muninn.template.RenderLines'],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding='utf-8')

    def render(self, template, variables):
        self.process.stdin.write(json.dumps({'template': template, 'variables': variables}) + '\n')
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def classpath():
    listed = WORK / 'classpath.txt'
    WORK.mkdir(parents=True, exist_ok=True)
    subprocess.run([HOME / 'mvnw', '-q', '-o', '-pl', 'core', 'test-compile', 'dependency:build-classpath',
                    '-Dmdep.outputFile=' + str(listed)], check=True, cwd=HOME)
    target = HOME / 'core' / 'target'
    return os.pathsep.join([str(target / 'test-classes'), str(target / 'classes'), listed.read_text().strip()])


DATA = {
    'messages': [
        {'role': 'system', 'content': 'Be brief.\n'},
        {'role': 'user', 'content': ' Grüße, 世界 😀 <b>&"q"</b> '},
        {'role': 'assistant', 'content': '<think>\na b\n</think>\n\nAnswer', 'tool_calls': [
            {'id': 'c1', 'type': 'function', 'function': {'name': 'add', 'arguments': {'x': 1, 'y': [2.5, None, True]}}}]},
        {'role': 'tool', 'name': 'add', 'content': '3'},
        {'role': 'user', 'content': [{'type': 'text', 'text': 'Hi'}, {'type': 'image'}]},
    ],
    'tools': [{'type': 'function', 'function': {'name': 'add', 'description': "it's", 'parameters': {
        'type': 'object', 'properties': {'x': {'type': 'integer', 'items': 3}, 'y': {'type': 'array'}}, 'required': ['x']}}}],
    'documents': None, 'add_generation_prompt': True, 'bos_token': '<s>', 'n': 3, 'm': -7, 'r': 2.5, 'big': 10**17, 'e': '',
    'l': [3, 1, 2, 1], 's': 'a-b c', 'w': ['b', 'A', 'c', 'a'], 'd': {'b': 1, 'a': 2, 'items': 5}, 't': 'x\ny  z\n', 'yes': True, 'mix': [1, 'a', None, 2.0, [], {}],
}


class Templates:
    """Random templates from a grammar; most of them render."""

    def __init__(self, rng, jinja):
        self.rng = rng
        self.jinja = jinja
        self.names = []
        self.macros = []
        self.loops = 0

    def pick(self, *choices):
        c = self.rng.choice(choices)
        return c() if callable(c) else c

    def template(self):
        return ''.join(self.statement(0) for _ in range(self.rng.randint(1, 6)))

    def good(self, make):
        """An expression that renders by itself, most often; a template of several would else rarely do."""
        known = DATA | {'x': 'xx', 'y': 2, 'z': None, 'p': 1, 'q': 'b', 'a': 1, 'b': 'z', 'i': 2, 'k': 'k', 'v': 5, 'msg': DATA['messages'][0]}
        for _ in range(8):
            expression = make()
            if self.rng.random() < .02 or 'text' in (self.jinja.render('{{ ' + expression + ' }}', known) or {}):
                return expression
        return 'n'

    # statements

    def tag(self, body):
        begin = self.pick('{%', '{%', '{%', '{%-', '{%+')
        end = self.pick('%}', '%}', '%}', '-%}', '+%}')
        return f'{begin} {body} {end}'

    def text(self):
        return self.pick('a', ' b ', '\n', '\n  ', '  \n', 'x\n\n', '\t', '<|im|>', ' é ', '\r\n', '{', '}', '%', "'", '{ {')

    def print(self):
        begin, end = self.pick('{{', '{{', '{{-'), self.pick('}}', '}}', '-}}')
        return f'{begin} {self.good(lambda: self.expr(0))} {end}'

    def body(self, depth):
        return ''.join(self.statement(depth + 1) for _ in range(self.rng.randint(1, 3)))

    def statement(self, depth):
        r = self.rng
        if depth > 3:
            return self.pick(self.text, self.print)
        kind = r.choices(['text', 'print', 'if', 'for', 'set', 'block', 'macro', 'callmacro', 'call', 'filter', 'with', 'comment',
                          'raw', 'generation', 'leave', 'ns', 'recursive'], [5, 8, 3, 4, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1])[0]
        return getattr(self, 's_' + kind)(depth)

    def s_text(self, depth):
        return self.text()

    def s_print(self, depth):
        return self.print()

    def s_if(self, depth):
        out = self.tag('if ' + self.good(lambda: self.cond(0))) + self.body(depth)
        if self.rng.random() < .3:
            out += self.tag('elif ' + self.good(lambda: self.cond(0))) + self.body(depth)
        if self.rng.random() < .5:
            out += self.tag('else') + self.body(depth)
        return out + self.tag('endif')

    def s_for(self, depth):
        target, over = self.pick(('i', self.seq), ('i', self.seq), ('k, v', self.pairs), ('msg', 'messages'))
        items = self.good(lambda: over(1) + '|list').removesuffix('|list') if callable(over) else over
        test = ' if ' + self.pick('i', 'loop is defined', 'i is number', 'i != 1', 'true') if self.rng.random() < .2 else ''
        self.names += ['i', 'i']
        self.loops += 1
        out = self.tag(f'for {target} in {items}{test}')
        body = self.body(depth)
        if self.rng.random() < .5:
            body += '{{ ' + self.pick('loop.index', 'loop.index0', 'loop.first', 'loop.last', 'loop.revindex', 'loop.revindex0', 'loop.length',
                                      'loop.previtem', 'loop.nextitem', 'loop.changed(i)', "loop.cycle('o', 'e')", 'loop.depth', 'i', 'k', 'v',
                                      'loop', 'loop|length', 'msg.role') + ' }}'
        out += body
        self.loops -= 1
        if self.rng.random() < .3:
            out += self.tag('else') + self.body(depth)
        self.names = self.names[:-2]
        return out + self.tag('endfor')

    def s_recursive(self, depth):
        return ('{% for i in ' + self.pick('[1, [2, [3]], 4]', '[[1], [], [[2]]]', 'mix') + ' recursive %}' + self.text()
                + '{% if i is sequence and i is not string %}({{ loop(i) }}){% else %}{{ i }}{{ loop.depth }}{% endif %}'
                + self.pick('', '{{ loop.last }}', '{% else %}none') + '{% endfor %}')

    def s_set(self, depth):
        if self.rng.random() < .2:
            out = self.tag('set p, q = ' + self.pick('1, 2', '(1, 2)', "'ab'", '[x, 2]', '1, 2, 3', 'l[:2]'))
            self.names += ['p', 'q']
            return out
        name = self.pick('x', 'y', 'z')
        out = self.tag(f'set {name} = {self.good(lambda: self.expr(0))}')
        self.names.append(name)
        return out

    def s_block(self, depth):
        out = self.tag('set x' + self.pick('', ' | upper', " | trim | replace('a', 'bb')")) + self.body(depth) + self.tag('endset')
        self.names.append('x')
        return out

    def s_macro(self, depth):
        before, self.loops = self.loops, 0
        names = list(self.names)
        sign = self.pick('a', 'a, b', "a, b='z'", "a='q', b=1", 'a, b=a', '')
        self.names += ['a', 'b']
        out = self.tag(f'macro f({sign})') + self.body(depth) + self.pick('', '{{ varargs }}', '{{ kwargs }}', '{{ caller() }}', '{{ a }}{{ b }}')
        self.names = names
        self.loops = before
        return out + self.tag('endmacro') + '{{ f(' + self.pick('', '1', '1, 2', 'b=2', '1, b=3', "1, 2, 3", 'c=1', '*[1, 2]', '**{"a": 5}') + ') }}'

    def s_callmacro(self, depth):
        return '{% macro g(n) %}{{ n }}{% if n > 0 %}{{ g(n - 1) }}{% endif %}{% endmacro %}{{ g(' + self.pick('0', '2', 'n') + ') }}'

    def s_call(self, depth):
        before, self.loops = self.loops, 0
        out = ('{% macro h(x) %}[{{ caller(' + self.pick('', 'x') + ') }}]{% endmacro %}{% call' + self.pick('', '(y)') + ' h('
               + self.good(lambda: self.expr(2)) + ') %}' + self.body(depth) + self.pick('', '{{ y }}') + '{% endcall %}')
        self.loops = before
        return out

    def s_filter(self, depth):
        before, self.loops = self.loops, 0
        out = self.tag('filter ' + self.pick('upper', 'trim', 'length', "replace('a', 'b')", 'indent(2)', 'title', 'trim | upper'))
        out += self.body(depth) + self.tag('endfilter')
        self.loops = before
        return out

    def s_with(self, depth):
        before = list(self.names)
        head = self.tag(f'with x={self.good(lambda: self.expr(1))}' + self.pick('', ', y=x', ', y=2'))
        self.names += ['x', 'y']
        out = head + self.body(depth) + self.tag('endwith')
        self.names = before
        return out

    def s_comment(self, depth):
        return self.pick('{# c #}', '{#- c -#}', '{# {{ x }} #}\n', '  {# c #}\n', '{#+ c +#}', '{#-#}')

    def s_raw(self, depth):
        return self.pick('{% raw %}', '{%- raw -%}', '{%+ raw %}') + self.pick('{{ x }}', ' {% if %} ', '\n a \n', '') + self.pick('{% endraw %}', '{%- endraw -%}', '{%+ endraw +%}')

    def s_generation(self, depth):
        before, self.loops = self.loops, 0
        out = self.tag('generation') + self.body(depth) + self.tag('endgeneration')
        self.loops = before
        return out

    def s_leave(self, depth):
        if not self.loops:
            return self.text()
        return self.tag('if ' + self.good(lambda: self.cond(1))) + self.tag(self.pick('break', 'continue')) + self.tag('endif')

    def s_ns(self, depth):
        return self.pick(
            '{% set ns = namespace(a=1, b="") %}', '{% set ns = namespace() %}', '{% set ns = namespace({"a": 2}) %}',
            '{% set ns.a = (ns.a or 0) + 1 %}', '{% set ns.b = ns.b ~ "x" %}', '{{ ns.a }}{{ ns.b }}{{ ns }}', '{% set ns.c = ' + self.good(lambda: self.expr(1)) + ' %}{{ ns.c }}')

    # expressions

    def cond(self, d):
        return self.pick(lambda: self.compare(d), lambda: self.test(d), lambda: 'not ' + self.cond(d + 1) if d < 3 else 'yes',
                         lambda: f'{self.cond(d + 1)} {self.pick("and", "or")} {self.cond(d + 1)}' if d < 3 else 'e',
                         lambda: self.expr(d + 1), lambda: '(' + self.cond(d + 1) + ')' if d < 3 else 'n')

    def compare(self, d):
        op = self.pick('==', '!=', '<', '<=', '>', '>=', 'in', 'not in', '==', 'in')
        kind = self.rng.choice([self.num, self.string, self.seq, self.expr])
        right = self.seq if op.endswith('in') and self.rng.random() < .7 else kind
        out = f'{kind(d + 1)} {op} {right(d + 1)}'
        return out + self.pick('', '', f' {op} {kind(d + 1)}')

    def test(self, d):
        value = self.expr(d + 1)
        name = self.pick('defined', 'undefined', 'none', 'string', 'mapping', 'sequence', 'iterable', 'number', 'integer', 'float', 'boolean',
                         'true', 'false', 'odd', 'even', 'divisibleby 3', 'divisibleby(2)', 'eq 1', "equalto('a')", 'in [1, 2]', 'in l', 'upper', 'lower',
                         'callable', 'gt 1', 'lessthan(3)', 'sameas none', 'sameas true', 'ne 2', 'escaped', 'filter', 'test', '== 3')
        return f'{self.pick(value, "(" + value + ")", "x", "foo", "messages[0].name", "n", "s")} is {self.pick("", "not ")}{name}'

    def expr(self, d):
        if d > 3:
            return self.atom()
        return self.pick(lambda: self.num(d + 1), lambda: self.string(d + 1), lambda: self.seq(d + 1), lambda: self.show(d + 1), self.atom,
                         lambda: self.cond(d + 1), lambda: f'{self.expr(d + 1)} if {self.cond(d + 1)}' + self.pick('', ' else ' + self.expr(d + 1)),
                         lambda: f'({self.expr(d + 1)})', lambda: f'{self.expr(d + 1)} ~ {self.expr(d + 1)}', lambda: self.anyfilter(d + 1),
                         lambda: self.anyop(d + 1), lambda: self.subscript(d + 1))

    def atom(self):
        names = self.names[-6:]
        return self.pick('n', 'm', 'r', 's', 'e', 'foo', 'none', 'true', 'l', 'd', '1', "'a'", '[]', '{}', 'big', 'documents', 'mix', *names, *names)

    def num(self, d):
        if d > 3:
            return self.pick('1', '0', '2', '-3', 'n', 'm', 'r', '1.5', '1e3', '7', '0x1F', '1_000', 'big', '-0.0', '1e16', '1e-5', '0.1')
        return self.pick(
            lambda: self.num(4), lambda: self.num(4),
            lambda: f'{self.num(d + 1)} {self.pick("+", "-", "*", "/", "//", "%")} {self.num(d + 1)}',
            lambda: f'({self.num(d + 1)} {self.pick("+", "-", "*", "/", "//", "%")} {self.num(d + 1)})',
            lambda: f'{self.pick("-", "+")}{self.num(d + 1)}', lambda: f'{self.num(4)} ** {self.pick("2", "3", "0", "-1")}',
            lambda: f'{self.seq(d + 1)}|length', lambda: f'{self.string(d + 1)}|length', lambda: f'{self.string(d + 1)}.{self.pick("find", "count", "index", "rfind")}({self.string(4)})',
            lambda: f'({self.num(d + 1)})|{self.pick("abs", "int", "float", "round", "round(1)", "round(1, 1.5)", "round(2, method=" + chr(39) + "floor" + chr(39) + ")", "round(0, " + chr(39) + "ceil" + chr(39) + ")")}',
            lambda: f'{self.pick("l", "[1, 2.5]", "[]", "range(4)", "[true, 1]")}|{self.pick("sum", "min", "max", "first", "last", "sum(start=2)")}')

    def string(self, d):
        if d > 3:
            return self.pick("'a'", '"b c"', "s", "t", "e", "'x\\ny'", "'é😀'", "messages[1].content", "messages[2]['content']", "'-'", "' '", "bos_token", "'aXbX'", "'it\\'s'", "'12'", "'3.5'", "'a' 'b'")
        return self.pick(
            lambda: self.string(4), lambda: self.string(4), lambda: f'{self.string(d + 1)} + {self.string(d + 1)}',
            lambda: f'{self.string(d + 1)} ~ {self.expr(d + 1)}', lambda: f'{self.string(d + 1)} * {self.pick("2", "0", "-1", "n")}',
            lambda: f'({self.string(d + 1)})[{self.slice()}]', lambda: f'{self.string(4)}.{self.method(d)}', lambda: f'({self.string(d + 1)}).{self.method(d)}', lambda: f'{self.string(d + 1)}|{self.textfilter(d)}',
            lambda: f'{self.string(d + 1)} | {self.textfilter(d)} | {self.textfilter(d)}', lambda: f'{self.expr(d + 1)} | tojson{self.jsonargs()}',
            lambda: f'{self.seq(d + 1)} | join({self.string(4)})', lambda: f'{self.expr(d + 1)}|string', lambda: self.percent(d), lambda: self.format(d),
            lambda: f'{self.string(4)}.{self.pick("split", "rsplit", "splitlines", "partition")}({self.pick(self.string(4), "")})[{self.pick("0", "-1", "1")}]',
            lambda: "strftime_now('" + self.pick('%Y-%m-%d', '%d %b %Y', '%B %-d, %Y', '%H:%M:%S %p %I', '%A %a %j %U %W %w %u %y', '%%x %f', '%e|%D|%T|%R') + "')")

    def slice(self):
        part = lambda: self.pick('', '', '1', '-1', '2', '0', '-2', '10', 'n', 'none', '-10')
        return self.pick(f'{part()}:{part()}', f'{part()}:{part()}', f'{part()}:{part()}:{self.pick("", "1", "-1", "2", "-2")}')

    def jsonargs(self):
        return self.pick('', '', '', '(indent=2)', '(indent=0)', '(ensure_ascii=true)', "(separators=(',', ':'))", '(sort_keys=true)', '(true)', "(indent='-')", '(indent=4, sort_keys=true)')

    def method(self, d):
        q = self.string(4)
        return self.pick('strip()', 'lstrip()', 'rstrip()', f'strip({q})', 'upper()', 'lower()', 'title()', 'capitalize()', 'swapcase()', 'casefold()',
                         f'replace({q}, {self.string(4)})', f'replace({q}, "", 1)', f'startswith({q})', f'endswith({q})', f'startswith(("a", {q}))', f'split({q})', 'split()', f'rsplit({q}, 1)',
                         f'split({q}, 1)', 'split(none, 1)', 'split(" ")', 'rsplit(none, 1)', 'splitlines()', 'splitlines(true)', f'partition({q})', f'rpartition({q})', f'removeprefix({q})', f'removesuffix({q})',
                         'isdigit()', 'isalpha()', 'isalnum()', 'isspace()', 'islower()', 'isupper()', 'istitle()', 'isnumeric()', 'isdecimal()', 'isascii()', 'isidentifier()', 'isprintable()', 'zfill(5)', 'center(7)', 'center(8, "*")', 'ljust(4)',
                         'rjust(4, ".")', 'expandtabs(4)', f'find({q}, 1)', f'find({q}, -3, -1)', f'count({q})', f'index({q})', f'join(w)', f'join({q})', 'nomethod', 'nomethod()', 'format(1)', 'lstrip("\\n")', 'rstrip(none)')

    def textfilter(self, d):
        return self.pick('trim', 'upper', 'lower', 'title', 'capitalize', 'length', 'wordcount', 'list', 'reverse', 'first', 'last', 'indent', 'indent(2, true)', "indent('> ', blank=true)", 'indent(width=1, first=true)',
                         "replace('a', 'b')", "replace('a', '', 1)", "replace('', '_')", 'truncate(4)', 'truncate(3, true)', "truncate(5, false, '', 0)", "truncate(5, leeway=0)", 'center(9)', 'int', 'float', "int(7)", 'int(base=16)', 'e', 'escape | length', 'safe', 'string', "default('q')",
                         "default('q', true)", "d('z')", 'urlencode', "trim('a')", 'striptags', 'unique | list', 'sort', 'sort | join', "format(1)", 'count', 'batch(2) | list', 'forceescape')

    def percent(self, d):
        f, v = self.pick(("'%s'", lambda: self.expr(d + 1)), ("'%s-%s'", lambda: f'({self.expr(3)}, {self.expr(3)})'), ("'%d'", lambda: self.num(4)), ("'%05.2f|'", lambda: self.num(4)),
                         ("'%r'", lambda: self.expr(3)), ("'%x%%'", 'n'), ("'%(a)s'", 'd'), ("'%-5s|'", lambda: self.string(4)), ("'%5s|'", lambda: self.string(4)), ("'%e'", lambda: self.num(4)), ("'%g'", lambda: self.num(4)), ("'%+d'", lambda: self.num(4)),
                         ("'%.2s'", lambda: self.string(4)), ("'%s'", 'l'), ("'%s %s'", lambda: self.expr(3)))
        return f'{f} % ({v() if callable(v) else v})' if not f.startswith("'%s-") else f'{f} % {v()}'

    def format(self, d):
        f, a = self.pick(("'{}'", lambda: self.expr(d + 1)), ("'{0} {1} {0}'", lambda: f'{self.num(4)}, {self.string(4)}'), ("'{x}'", 'x=1'), ("'{:>5}|'", lambda: self.string(4)), ("'{:.2f}'", lambda: self.num(4)),
                         ("'{:,}'", 'big'), ("'{:05d}'", 'm'), ("'{!r}'", lambda: self.expr(3)), ("'{{}}'", '1'), ("'{:*^9}'", lambda: self.string(4)), ("'{0[a]}{0[b]}'", 'd'), ("'{:x}'", '255'), ("'{:%}'", '0.25'), ("'{:g}'", lambda: self.num(4)), ("'{:>{}}'", '"a", 4'))
        return f'{f}.format({a() if callable(a) else a})'

    def seq(self, d):
        if d > 3:
            return self.pick('l', 'w', '[1, 2, 3]', '[]', "['b', 'a']", 'range(3)', '(1, 2)', 'messages', 'd', "{'k': 1, 2: 'v'}", 'mix', 'range(5, 0, -2)', '(1,)', '()')
        return self.pick(
            lambda: self.seq(4), lambda: self.seq(4), lambda: f'[{self.expr(d + 1)}, {self.expr(d + 1)}]', lambda: f'{self.pick("l", "w", "messages", "mix", "range(7)", "(l + w)", "[n, s]", "(n, 2)", "s.split()")}[{self.slice()}]',
            lambda: f'{self.seq(d + 1)} + {self.seq(d + 1)}', lambda: f'{self.seq(d + 1)} | list', lambda: f'{self.seq(d + 1)} | {self.seqfilter(d)}', lambda: f'{self.seq(d + 1)} | {self.seqfilter(d)}',
            lambda: f'{self.string(d + 1)}.split({self.pick("", self.string(4))})', lambda: 'd.' + self.pick('keys()', 'values()', 'items()', 'get("a")', 'get("z", 9)', 'copy()', 'items', 'pop("a")', 'update({})') + self.pick('', ' | list'),
            lambda: f'dict(a={self.expr(2)}, b=2)', lambda: f'{{{self.pick(chr(39) + "a" + chr(39), "1", "n", "none", "true")}: {self.expr(2)}}}', lambda: f'{self.seq(4)} * 2',
            lambda: f'l.{self.pick("index(1)", "count(1)", "append(1)", "copy()", "index(9)", "sort()", "pop()")}', lambda: f'dict({self.pick("d", "[(1, 2)]", "[[1]]", "d, z=1")})')

    def pairs(self, d):
        return self.pick('d.items()', 'd | items', 'd | dictsort', "messages | groupby('role')", '[(1, 2), (3, 4)]', "messages[0].items()", "['ab', 'cd']", 'tools[0].function.parameters.properties.items()', "tools[0]['function'] | dictsort", '{}.items()', 'd')

    def seqfilter(self, d):
        tail = self.pick(' | list', ' | list', ' | join(",")', ' | first', ' | length', '')
        return self.pick('sort', 'sort(true)', 'sort(case_sensitive=true)', 'sort(reverse=true)', 'length', 'first', 'last', 'join', 'join("|")', 'min', 'max', 'sum', 'unique' + tail, 'reverse' + tail, 'list', 'string', 'tojson',
                         "map('string')" + tail, "map('upper')" + tail, "map(attribute='role')" + tail, "map(attribute='x.y', default='q')" + tail, "map('default', 'z')" + tail, "select" + tail, "select('number')" + tail, "select('odd')" + tail, "reject('none')" + tail,
                         "reject('equalto', 1)" + tail, "selectattr('role')" + tail, "selectattr('role', 'equalto', 'user')" + tail, "rejectattr('name', 'defined')" + tail, "selectattr('content', 'string') | map(attribute='content')" + tail,
                         'batch(2)' + tail, "batch(2, 'f')" + tail, 'slice(2)' + tail, "slice(2, 'x')" + tail, 'dictsort', "dictsort(by='value')", 'dictsort(true, reverse=true)', 'items' + tail, 'count', "groupby('role')" + tail, "sort(attribute='role') | map(attribute='role')" + tail,
                         "sum(attribute='n')", "min(attribute='role')", 'default([])', 'urlencode', "join(', ', attribute='role')", "map('length')" + tail, "map('first')" + tail)

    def anyfilter(self, d):
        return f'{self.expr(d)} | {self.pick(lambda: self.textfilter(d), lambda: self.seqfilter(d), "tojson", "string", "length", "abs", "list", "default(1)", "attr(" + chr(39) + "role" + chr(39) + ")", "filesizeformat", "xmlattr", "upper", "int", "round")}'

    def anyop(self, d):
        return f'{self.expr(d)} {self.pick("+", "-", "*", "/", "//", "%")} {self.expr(d)}'

    def subscript(self, d):
        return f'{self.pick(self.seq(4), self.atom(), "messages", "tools", "d", "mix", "messages[2]")}{self.pick("[0]", "[-1]", "[n]", ".a", ".items", "[" + chr(39) + "a" + chr(39) + "]", "[true]", ".0", ".role", "[9]", "[" + self.expr(3) + "]", ".__class__", ".content", ".a.b", ".tool_calls[0].function.name")}'

    def show(self, d):
        return self.pick('messages[2].tool_calls[0]["function"].arguments', 'tools[0].function.parameters.properties', 'messages | length', 'messages[-1].content', 'd.a', 'd["items"]', 'd.items', 'loop', 'self', 'namespace(a=1).a', 'cycler(1, 2).next()', "joiner('x')()",
                         'range(3)', 'range(2, 9, 3)', 'foo.bar', 'foo()', 'raise_exception("no")', 'mix', 'd', "'%s' % d", '1 < 2 < 3', 'not not 1', '-1 ** 2', '2 ** 3 ** 2', '1 if 0', "'a' if e else 'b' if n else 'c'", 'n | default(2) + 1', '-n | abs', '1.5 // 0.5', '7 % -3', '-7 // 2', '1 == 1.0', '[1] == [true]', '(1, 2) == [1, 2]', '1.0', '1e400 if 0 else 100000000000000000000', '3 / 1')


def clean(text):
    text = text.lower()
    return any(part in text for part in (' at 0x', 'function ', 'bound method', 'built-in', '<class', ' at%200x', ' at+0x'))


def chats():
    """Chats as servers are given them, with the variables of a template."""
    user, system = {'role': 'user', 'content': ' Grüße 😀 <b>?\n'}, {'role': 'system', 'content': 'Be brief.'}
    answer = {'role': 'assistant', 'content': '<think>\nhm\n</think>\n\nYes.'}
    call = {'role': 'assistant', 'content': '', 'tool_calls': [
        {'id': 'call00001', 'type': 'function', 'function': {'name': 'add', 'arguments': {'x': 1, 'y': [2.5, None, 'é']}}}]}
    result = {'role': 'tool', 'name': 'add', 'tool_call_id': 'call00001', 'content': '3'}
    parts = {'role': 'user', 'content': [{'type': 'text', 'text': 'Hi'}, {'type': 'image'}]}
    tools = DATA['tools']
    for messages in ([user], [system, user], [user, answer, user], [system, user, answer, user], [user, call, result],
                     [system, user, call, result, answer, user], [parts], [user, user], [answer], [user, call | {'content': 'So:'}, result, result]):
        for given in (None, tools, tools + tools):
            for prompt in (True, False):
                base = {'messages': messages, 'tools': given, 'documents': None, 'add_generation_prompt': prompt, 'bos_token': '<s>', 'eos_token': '</s>'}
                yield base
                yield base | {'enable_thinking': prompt, 'documents': [{'title': 't', 'text': 'x'}], 'thinking': True, 'date_string': '1 Jan'}


def real(directory, engine, jinja, show):
    files = sorted(pathlib.Path(directory).glob('*.jinja'))
    alike = refused = different = 0
    for file in files:
        template = file.read_text(encoding='utf-8')
        texts = 0
        for variables in chats():
            wanted, found = jinja.render(template, variables), engine.render(template, variables)
            same = wanted is not None and wanted.get('text') == found.get('text') and ('error' in wanted) == ('error' in found)
            alike += same and 'text' in wanted
            texts += 'text' in (wanted or {})
            refused += same and 'error' in wanted
            different += not same
            if not same and show > 0:
                show -= 1
                print(f'--- {file.name} {variables}\n  Jinja2: {wanted}\n  engine: {found}')
        if not texts:
            print(f'{file.name}: Jinja2 renders no chat: {wanted}')
    print(f'Jinja2 {jinja2.__version__}: {len(files)} templates, {alike} chats rendered alike, {refused} refused alike, {different} different')
    sys.exit(different > 0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--cases', type=int, default=20000)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--show', type=int, default=10)
    parser.add_argument('--templates')
    parser.add_argument('--classpath', help='of the engine, where it is compiled')
    parser.add_argument('--no-venv', action='store_true')
    options = parser.parse_args()
    engine, jinja = Engine(options.classpath or classpath()), Jinja()
    if options.templates:
        real(options.templates, engine, jinja, options.show)
    rendered = refused = skipped = different = 0
    for case in range(options.cases):
        template = Templates(random.Random(f'{options.seed}/{case}'), jinja).template()
        wanted = jinja.render(template, DATA)
        if wanted is None or clean(wanted.get('text', '')):
            skipped += 1  # an address in memory is in it
            continue
        found = engine.render(template, DATA)
        if wanted.get('text') == found.get('text') and ('error' in wanted) == ('error' in found):
            rendered += 'text' in wanted
            refused += 'error' in wanted
            continue
        different += 1
        if different <= options.show:
            print(f'--- case {options.seed}/{case}\n{template!r}\n  Jinja2: {wanted}\n  engine: {found}')
    print(f'Jinja2 {jinja2.__version__}, seed {options.seed}: {options.cases} templates, {rendered} rendered alike, {refused} refused alike,'
          f' {skipped} skipped, {different} different')
    sys.exit(different > 0)


main()
