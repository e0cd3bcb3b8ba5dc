package dev.muninn.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The hub of the tests as a program, for check scripts: {@code FakeHubMain DIRECTORY [BYTES_PER_SECOND]} serves {@code
 * DIRECTORY/ORG/NAME/...} and prints its address. Every request is a line on standard error.
 */
final class FakeHubMain {
    private FakeHubMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path root = Path.of(args[0]);
        FakeHub hub = new FakeHub(); // open until the process is ended
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path path = root.relativize(file);
                String repo = path.getName(0) + "/" + path.getName(1);
                hub.put(repo, path.subpath(2, path.getNameCount()).toString(), Files.readAllBytes(file));
            }
        }
        if (args.length > 1) {
            hub.pace(Long.parseLong(args[1]));
        }
        hub.answer(request -> {
            System.err.println(
                    request.host() + " " + request.method() + " " + request.path() + " " + request.header("range"));
            return null;
        });
        System.out.println(hub.endpoint());
        System.out.flush();
        Thread.sleep(Long.MAX_VALUE);
        List.of(hub); // reachable to the end
    }
}
