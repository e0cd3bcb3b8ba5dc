package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.server.http.Tls;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS with certificates made by the JDK's own tool. */
class TlsTest extends ServerFixture {
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    private Path directory = Path.of("");

    private static KeyStore make(Path file, String algorithm) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "own",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        return KeyStore.getInstance(file.toFile(), PASSWORD);
    }

    private static void pem(Path file, String kind, byte[] der) throws Exception {
        Files.writeString(
                file,
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(
                                kind,
                                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der),
                                kind));
    }

    private Tls tls(KeyStore store) throws Exception {
        Path certificate = directory.resolve("cert.pem");
        Path key = directory.resolve("key.pem");
        pem(certificate, "CERTIFICATE", store.getCertificate("own").getEncoded());
        pem(key, "PRIVATE KEY", store.getKey("own", PASSWORD).getEncoded());
        return new Tls(certificate, key);
    }

    private static HttpClient trusting(KeyStore store) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("own", store.getCertificate("own"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    @Test
    void answersAreEncrypted() throws Exception {
        for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
            KeyStore store = make(directory.resolve(algorithm), algorithm);
            try (MuninnServer secure =
                            start(options(http(Optional.empty(), List.of()).withTls(tls(store))));
                    HttpClient trusting = trusting(store)) {
                secure.awaitLoaded();
                HttpRequest chat = HttpRequest.newBuilder(
                                URI.create("https://127.0.0.1:" + secure.port() + "/v1/chat/completions"))
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":4,\"stream\":true}"))
                        .build();
                HttpResponse<String> answer = trusting.send(chat, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).endsWith("data: [DONE]\n\n");
                assertThat(plain(secure.port())).doesNotContain("HTTP/1.1 200");
            }
        }
    }

    private static String plain(int port) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void filesThatAreNoneAreExplained() throws Exception {
        Tls good = tls(make(directory.resolve("store"), "EC"));
        assertRefused(new Tls(Path.of("/no/such.pem"), good.key()), "/no/such.pem cannot be read");
        assertRefused(new Tls(good.key(), good.key()), "certificate");
        assertRefused(new Tls(good.certificate(), good.certificate()), "openssl pkcs8 -topk8 -nocrypt");
        Files.writeString(good.key(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertRefused(good, "none of the kinds");
    }

    private void assertRefused(Tls tls, String message) {
        assertThatThrownBy(() -> start(options(http(Optional.empty(), List.of()).withTls(tls)))
                        .close())
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining(message);
    }
}
