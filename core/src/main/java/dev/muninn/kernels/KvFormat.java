package dev.muninn.kernels;

/** How keys and values are held. */
public enum KvFormat {
    F32(4),
    BF16(2);

    private final int bytes;

    KvFormat(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }
}
