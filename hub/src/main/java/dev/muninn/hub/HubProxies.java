package dev.muninn.hub;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Proxies by {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}, in small letters too, as curl and
 * Python read them. A host of {@code NO_PROXY} stands for its subdomains as well; {@code *} for all hosts.
 */
public final class HubProxies extends ProxySelector {
    private final Map<String, URI> byScheme;
    private final List<String> direct;

    private HubProxies(Map<String, URI> byScheme, List<String> direct) {
        this.byScheme = byScheme;
        this.direct = direct;
    }

    static HubProxies of(Map<String, String> environment) {
        Map<String, URI> found = new HashMap<>();
        for (String scheme : List.of("https", "http")) {
            variable(environment, scheme + "_proxy")
                    .or(() -> variable(environment, "all_proxy"))
                    .ifPresent(value -> found.put(scheme, address(scheme, value)));
        }
        List<String> direct = variable(environment, "no_proxy").stream()
                .flatMap(value -> Arrays.stream(value.split("[,\\s]+", -1)))
                .filter(host -> !host.isEmpty())
                .map(host -> host.toLowerCase(Locale.ROOT).replaceAll("^\\*?\\.|:\\d+$", ""))
                .toList();
        return new HubProxies(found, direct);
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .or(() -> Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT))))
                .filter(value -> !value.isBlank());
    }

    private static URI address(String scheme, String value) {
        String stripped = value.strip();
        try {
            URI uri = URI.create(stripped.contains("://") ? stripped : "http://" + stripped);
            if (uri.getHost() != null && "http".equals(uri.getScheme())) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // told below, without a password that may be in it
        }
        throw new MuninnException(scheme.toUpperCase(Locale.ROOT)
                + "_PROXY cannot be used; wanted http://[USER:PASSWORD@]HOST:PORT (a proxy that is spoken to in TLS or SOCKS is"
                + " not supported)");
    }

    /** Names of proxies' users, for proxies that ask; empty where none has one. */
    Optional<Authenticator> authenticator() {
        if (byScheme.values().stream().noneMatch(uri -> uri.getRawUserInfo() != null)) {
            return Optional.empty();
        }
        return Optional.of(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return getRequestorType() != RequestorType.PROXY
                        ? new PasswordAuthentication("", new char[0])
                        : byScheme.values().stream()
                                .filter(uri -> uri.getRawUserInfo() != null
                                        && uri.getHost().equalsIgnoreCase(getRequestingHost()))
                                .findFirst()
                                .map(HubProxies::user)
                                .orElseGet(() -> new PasswordAuthentication("", new char[0]));
            }
        });
    }

    private static PasswordAuthentication user(URI proxy) {
        String[] parts = proxy.getRawUserInfo().split(":", 2);
        String password = parts.length == 1 ? "" : parts[1];
        return new PasswordAuthentication(decoded(parts[0]), decoded(password).toCharArray());
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public List<Proxy> select(URI uri) {
        URI proxy = byScheme.get(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT));
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        if (proxy == null
                || direct.stream()
                        .anyMatch(name -> name.equals("*") || host.equals(name) || host.endsWith("." + name))) {
            return List.of(Proxy.NO_PROXY);
        }
        int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
        return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port)));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
        // whoever sent the request hears of it
    }
}
