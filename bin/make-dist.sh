#!/bin/sh
# Packs a Muninn that runs without a JDK: bin/make-dist.sh HOME VERSION APP JDK; called by ./mvnw -Pdist package.
# Leaves HOME/target/muninn-VERSION-linux-x86_64.tar.gz.
set -eu
home=$1
version=$2
app=$3
jdk=$4

case $(uname -s)-$(uname -m) in
Linux-x86_64) ;;
*)
    echo "make-dist: a distribution is made on Linux on x86-64, for that; this is $(uname -s) on $(uname -m)" >&2
    exit 1
    ;;
esac

name=muninn-$version-linux-x86_64
stage=$home/target/dist/$name
rm -rf "$home/target/dist"
mkdir -p "$stage/bin" "$stage/lib" "$stage/models" "$stage/completions"

# java.desktop draws the plots of train and reproduce; jdk.jcmd looks at a running server.
"$jdk/bin/jlink" --output "$stage/runtime" --strip-java-debug-attributes --no-header-files --no-man-pages \
    --add-modules java.base,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,jdk.crypto.ec,jdk.incubator.vector,jdk.jcmd,jdk.jfr,jdk.management,jdk.management.agent,jdk.net,jdk.unsupported,jdk.zipfs

cp -p "$app"/*.jar "$stage/lib/"
cp -p "$home/dist/muninn" "$home/bin/jvm.options" "$stage/bin/"
cp -pR "$home/models/muninn-mini" "$stage/models/"
cp -pR "$home/deploy" "$stage/"
cp -p "$home/LICENSE" "$home/README.md" "$home/CHANGELOG.md" "$stage/"
"$home/bin/prepare-app.sh" "$home" "$stage/lib" "$stage/runtime/bin/java" "$jdk/bin/java"
mv "$stage/lib/muninn.bash" "$stage/completions/muninn.bash"
[ -s "$stage/lib/muninn.aot" ] || echo "make-dist: no AOT cache could be made, see $stage/lib/rehearsal.log; it will start slowly" >&2

# Times are kept: the cache knows its jars by them.
tar -C "$home/target/dist" --sort=name --owner=0 --group=0 --numeric-owner -czf "$home/target/$name.tar.gz" "$name"
echo "$home/target/$name.tar.gz"
