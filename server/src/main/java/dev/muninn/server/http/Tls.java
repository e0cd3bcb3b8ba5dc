package dev.muninn.server.http;

import dev.muninn.error.MuninnException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate and its key, in PEM.
 *
 * @param certificate the server's own, then those up to the root's
 * @param key PKCS 8, without a passphrase
 */
public record Tls(Path certificate, Path key) {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    /** Reads both; says what is wrong with them. */
    SSLContext context() {
        List<Certificate> chain = chain();
        PrivateKey secret = secret();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", secret, new char[0], chain.toArray(new Certificate[0]));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new MuninnException(
                    "%s and %s do not make a TLS server: %s".formatted(certificate, key, e.getMessage()), e);
        }
    }

    private List<Certificate> chain() {
        try (var in = new ByteArrayInputStream(bytes(certificate, "--tls-cert"))) {
            List<Certificate> chain =
                    List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
            MuninnException.require(
                    !chain.isEmpty(),
                    "%s has no certificate; one in PEM is wanted, -----BEGIN CERTIFICATE-----",
                    certificate);
            return chain;
        } catch (GeneralSecurityException | IOException e) {
            throw new MuninnException(
                    "%s is not a certificate in PEM (-----BEGIN CERTIFICATE-----)".formatted(certificate), e);
        }
    }

    private PrivateKey secret() {
        Matcher pem = PKCS8.matcher(new String(bytes(key, "--tls-key"), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new MuninnException(
                    "%s has no unencrypted PKCS 8 key (-----BEGIN PRIVATE KEY-----); openssl pkcs8 -topk8 -nocrypt -in %s makes one"
                            .formatted(key, key));
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                // the next one, perhaps
            } catch (GeneralSecurityException e) {
                throw new MuninnException("this Java has no %s keys".formatted(algorithm), e);
            }
        }
        throw new MuninnException("%s is a key of none of the kinds %s".formatted(key, String.join(", ", ALGORITHMS)));
    }

    private static byte[] bytes(Path file, String option) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new MuninnException("%s %s cannot be read; a file in PEM is wanted".formatted(option, file), e);
        }
    }
}
