package org.doorward.check;

/**
 * Counts what a run of letters and digits is made of, to tell a number or a random string from a word or a name.
 *
 * @param length how many characters
 * @param digits how many ASCII digits
 * @param vowels how many of a, e, i, o, u, y
 * @param hex whether all are hexadecimal digits
 * @param changes how often a digit follows a letter or the other way round
 */
record RandomToken(int length, int digits, int vowels, boolean hex, int changes) {

    private static final String VOWELS = "aeiouy";
    private static final String HEX = "0123456789abcdef";

    /** Longest number that a person has for a name: with country code, a telephone number has fifteen digits. */
    private static final int LONGEST_TELEPHONE = 15;

    /** Counts a token in lower case. */
    static RandomToken of(CharSequence token) {
        int digits = 0;
        int vowels = 0;
        int changes = 0;
        boolean hex = true;
        for (int i = 0; i < token.length(); i++) {
            char character = token.charAt(i);
            digits += isDigit(character) ? 1 : 0;
            vowels += VOWELS.indexOf(character) >= 0 ? 1 : 0;
            hex &= HEX.indexOf(character) >= 0;
            changes += i > 0 && isDigit(character) != isDigit(token.charAt(i - 1)) ? 1 : 0;
        }
        return new RandomToken(token.length(), digits, vowels, hex, changes);
    }

    /** Whether it is an ASCII digit. */
    static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    /**
     * Whether it is random beyond doubt: a long number, a long hexadecimal string, or letters and digits mixed as in base64.
     *
     * @param alone whether the token is all there is; then it may be what a person is called, and must be longer
     */
    boolean random(boolean alone) {
        int letters = length - digits;
        if (letters == 0) {
            return length > (alone ? LONGEST_TELEPHONE : 9);
        }
        boolean mixed = digits >= 2 && letters >= 2;
        boolean longHex = hex && length >= (alone ? 16 : 12);
        boolean longMixture = changes >= 4 && length >= (alone ? 20 : 16);
        return mixed && (longHex || longMixture);
    }

    /** Whether it is a serial number or a random string, given that a machine wrote the address. */
    boolean serial() {
        if (digits == 0) {
            return vowels == 0 && length >= 8;
        }
        return digits == length || length >= 6 || (hex && length >= 4);
    }
}
