package org.doorward.dns;

/** The form of names, RFC 1035 section 2.3.4: what can be no name is never asked for. Pure. */
final class NameForm {

    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;

    private NameForm() {}

    /**
     * Whether a name can be asked for: printable ASCII, labels of 1 to 63 characters, 253 in all. More than host names are made of,
     * for names of other things are asked for too.
     */
    static boolean possible(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            return false;
        }
        int label = 0;
        for (int at = 0; at < name.length(); at++) {
            char character = name.charAt(at);
            if (character == '.') {
                if (label == 0) {
                    return false;
                }
                label = 0;
            } else if (character <= ' ' || character > '~' || character == '\\' || ++label > LONGEST_LABEL) {
                return false;
            }
        }
        return label > 0;
    }
}
