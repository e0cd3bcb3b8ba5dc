package dev.muninn.train.bpe;

import dev.muninn.error.MuninnException;

/**
 * The printable letter that stands for each byte in a tokenizer.json, as GPT-2 has it: visible Latin-1 characters for themselves, the
 * rest, in order, U+0100 and on. A space is {@code Ġ}.
 */
final class ByteLetters {
    private static final int OTHERS = 0x100;
    private static final char[] LETTERS = letters();

    private ByteLetters() {}

    static String spell(byte[] bytes) {
        StringBuilder spelled = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            spelled.append(LETTERS[b & 0xFF]);
        }
        return spelled.toString();
    }

    /** The bytes of a spelling; {@code where} is for messages. */
    static byte[] bytes(String spelled, String where) {
        byte[] bytes = new byte[spelled.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) value(spelled.charAt(i), spelled, where);
        }
        return bytes;
    }

    private static int value(char letter, String spelled, String where) {
        for (int value = 0; value < LETTERS.length; value++) {
            if (LETTERS[value] == letter) {
                return value;
            }
        }
        throw new MuninnException(
                "%s: token '%s' has a letter that stands for no byte; is it byte-level BPE?".formatted(where, spelled));
    }

    private static char[] letters() {
        char[] letters = new char[256];
        int others = OTHERS;
        for (int value = 0; value < letters.length; value++) {
            boolean visible = (value >= '!' && value <= '~') || (value >= 0xA1 && value != 0xAD);
            letters[value] = (char) (visible ? value : others++);
        }
        return letters;
    }
}
