package dev.muninn.server.http;

import dev.muninn.server.json.ApiError;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;

/** Reads a request's body within its limit and the memory for all bodies, and decompresses it. */
final class BodyReader {
    /** The first piece is not counted: there are no more of those than connections. */
    private static final int PIECE = 4 << 10;

    /** What a client that sends too much may send on, to see the answer, as times the limit. */
    private static final int TOO_MUCH = 8;

    private final Request request;
    private final int most;
    private final BodyBudget.Share share;

    BodyReader(Request request, int most, BodyBudget.Share share) {
        this.request = request;
        this.most = most;
        this.share = share;
    }

    /** What was sent, and whether the connection can be used again. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Body(byte[] bytes, boolean tooLong) {}

    /** Waits for all of it. */
    Body read() {
        boolean gzip = isGzip();
        Optional<String> expect = Optional.ofNullable(request.getHeaders().get(HttpHeader.EXPECT));
        if (expect.isPresent() && request.getLength() > most) {
            return new Body(new byte[0], true); // it waits for a word before it sends
        }
        try (InputStream in = Content.Source.asInputStream(request)) {
            if (request.getLength() > most) {
                return tooLong(in);
            }
            return read(gzip ? new GZIPInputStream(in, PIECE) : in, in);
        } catch (ZipException e) {
            throw notGzip();
        } catch (IOException | HttpException.RuntimeException e) {
            throw failure(e);
        }
    }

    private boolean isGzip() {
        List<String> codings = request.getHeaders().getCSV(HttpHeader.CONTENT_ENCODING, false).stream()
                .map(coding -> coding.toLowerCase(Locale.ROOT))
                .filter(coding -> !coding.equals("identity"))
                .toList();
        if (codings.isEmpty()) {
            return false;
        }
        if (codings.size() == 1
                && (codings.getFirst().equals("gzip") || codings.getFirst().equals("x-gzip"))) {
            return true;
        }
        throw ApiError.of(
                415, "unsupported_encoding", "the body's Content-Encoding is not known here; gzip or none is wanted");
    }

    private Body read(InputStream in, InputStream raw) throws IOException {
        List<byte[]> pieces = new ArrayList<>();
        int length = 0;
        while (true) {
            if (!pieces.isEmpty()) {
                share.take(2L * PIECE); // the piece, and its part of the whole
            }
            byte[] piece = new byte[PIECE];
            int count = in.readNBytes(piece, 0, PIECE);
            length += count;
            if (length > most) {
                pieces.clear();
                return tooLong(raw);
            }
            pieces.add(piece);
            if (count < PIECE) {
                return new Body(joined(pieces, length), false);
            }
        }
    }

    private static byte[] joined(List<byte[]> pieces, int length) {
        byte[] whole = new byte[length];
        for (int i = 0; i < pieces.size(); i++) {
            System.arraycopy(pieces.get(i), 0, whole, i * PIECE, Math.min(PIECE, length - i * PIECE));
        }
        return whole;
    }

    /** Reads on for a while: a client that is cut off while it sends may not see the answer. */
    private Body tooLong(InputStream in) throws IOException {
        byte[] nothing = new byte[PIECE];
        long left = TOO_MUCH * (long) most;
        while (left > 0) {
            int count = in.read(nothing, 0, (int) Math.min(PIECE, left));
            if (count < 0) {
                break;
            }
            left -= count;
        }
        return new Body(new byte[0], true);
    }

    private static ApiError notGzip() {
        return ApiError.invalid("the body is not gzip from beginning to end, though Content-Encoding says so");
    }

    /** A body that breaks the rules, or does not go on, is the client's fault; all else is a connection that ended. */
    private static RuntimeException failure(Exception e) {
        if (e instanceof EOFException && !(e instanceof EofException)) {
            return notGzip();
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpException refused && refused.getCode() < 500) {
                return ApiError.of(400, "bad_body", "the body is not sent as HTTP wants it");
            }
            if (cause instanceof TimeoutException) {
                return ApiError.of(408, "body_timeout", "the rest of the body did not come");
            }
        }
        return new ClientGone();
    }
}
