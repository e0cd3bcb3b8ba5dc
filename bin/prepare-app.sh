#!/bin/sh
# Makes a directory of jars quick to start: bin/prepare-app.sh HOME APP JAVA JDK
# HOME is the source tree, JAVA the java that will run the jars, JDK one that can compile. Leaves in APP a file `classpath` (names of
# jars, in their order), `muninn.bash` (completions) and, if it can be made, `muninn.aot`: what the JVM need not find out again at every
# start (JEP 483, 515). Without that file everything works, a little later.
home=$1
app=$2
java=$3
jdk=$4

for jar in "$app"/picocli-*.jar; do
    "$jdk" "$home/bin/ModernClasses.java" "$jar" || exit 1
done

# The order is a part of what the cache is valid for, and what a directory lists first depends on the file system.
(
    cd "$app" || exit 1
    ls muninn-cli-*.jar picocli-*.jar
    ls ./*.jar | sed 's:^\./::' | grep -v -e '^muninn-cli-' -e '^picocli-' | LC_ALL=C sort
) >"$app/classpath" || exit 1
path=
while read -r jar; do
    path=$path${path:+:}$app/$jar
done <"$app/classpath"

"$java" -cp "$path" dev.muninn.cli.Completions >"$app/muninn.bash" || exit 1

[ -z "${MUNINN_NO_AOT-}" ] || exit 0
scratch=$app/rehearsal
mkdir -p "$scratch"
if HF_HUB_CACHE=$scratch "$java" "@$home/bin/jvm.options" "-Dmuninn.home=$home" -XX:AOTCacheOutput="$app/muninn.aot" -cp "$path" \
    dev.muninn.cli.Rehearsal >"$app/rehearsal.log" 2>&1 </dev/null && [ -s "$app/muninn.aot" ]; then
    rm -f "$app/rehearsal.log"
else
    rm -f "$app/muninn.aot" # never a half one
fi
rm -rf "$scratch" "$app/muninn.aot.config"
exit 0
