# Finds the JDK that Muninn needs; read with `.` by mvnw and muninn. POSIX sh.
#
# find_jdk exports JAVA_HOME, or prints one line and fails. It reads each JDK's `release` file instead of starting it.
# 25.0.0 to 25.0.2 are refused: they can move a pinned array while native code works on it (JDK-8377811).

# Sets jdk_version from the JDK in directory $1; fails unless it is 25.0.3 or newer.
jdk_suits() {
    jdk_version=
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS='=' read -r key value; do
        if [ "$key" = JAVA_VERSION ]; then
            jdk_version=${value#\"}
            jdk_version=${jdk_version%%\"*}
        fi
    done <"$1/release"
    case $jdk_version in
    25 | 25-* | 25.0.[012] | 25.0.[012].*) return 1 ;;
    2[5-9]* | [3-9][0-9]*) return 0 ;;
    *) return 1 ;;
    esac
}

find_jdk() {
    on_path=$(readlink -f "$(command -v javac)" 2>/dev/null)
    seen=
    for jdk in "${JAVA_HOME-}" "${on_path%/bin/javac}" \
        /usr/lib/jvm/* /opt/* "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if jdk_suits "$jdk"; then
            JAVA_HOME=$jdk
            export JAVA_HOME
            return 0
        fi
        [ -z "$jdk_version" ] || seen=${seen:+$seen, }$jdk_version
    done
    echo "Muninn needs JDK 25.0.3 or newer (found: ${seen:-none}). Install Temurin JDK 25 (https://adoptium.net) or point JAVA_HOME at one." >&2
    return 1
}
