#!/bin/sh
# Builds everything that ./muninn runs into target/app, without tests and checks: bin/build-app.sh HOME
# A build replaces target/app in one step, so a Muninn that runs keeps the jars that it has open.
home=$1
app=$home/target/app
log=$home/target/build.log
lock=$home/target/app.lock
mkdir -p "$home/target" || exit 1

# One build at a time: two would write the same class files. Whoever waited finds the work done.
waited=
while ! mkdir "$lock" 2>/dev/null; do
    builder=$(cat "$lock/pid" 2>/dev/null)
    if [ -n "$builder" ] && ! kill -0 "$builder" 2>/dev/null; then
        rm -rf "$lock" # it was killed
        continue
    fi
    [ -n "$waited" ] || echo "muninn: waiting for another build (process ${builder:-unknown}; lock: $lock)" >&2
    waited=yes
    sleep 1
done
echo $$ >"$lock/pid"
trap 'rm -rf "$lock" "$app.new"' EXIT
trap 'exit 130' INT TERM HUP
[ -z "$waited" ] || [ ! -e "$app/built" ] || exit 0

if [ -e "$app/built" ]; then
    echo "muninn: sources have changed, building (some ten seconds)" >&2
else
    echo "muninn: building on first use (half a minute, or some minutes while libraries are downloaded; log: $log)" >&2
fi
rm -rf "$home/cli/target/quick/app" "$app.new"
mkdir "$app.new" && touch "$app.new/built" # the time of the sources that go in
started=$(date +%s)
if ! (cd "$home" && ./mvnw -B -q -Dquick package) >"$log" 2>&1 </dev/null; then
    tail -n 30 "$log" >&2
    echo "muninn: the build failed; all of its output: $log" >&2
    exit 1
fi
cp -p "$home"/cli/target/quick/app/*.jar "$app.new/" || exit 1
if ! "$home/bin/prepare-app.sh" "$home" "$app.new" "$JAVA_HOME/bin/java" "$JAVA_HOME/bin/java" >>"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo "muninn: the build failed; all of its output: $log" >&2
    exit 1
fi
rm -rf "$app"
mv "$app.new" "$app" || exit 1
echo "muninn: built in $(($(date +%s) - started)) s" >&2
