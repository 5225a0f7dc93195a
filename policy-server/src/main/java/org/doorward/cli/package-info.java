/**
 * The commands. {@link org.doorward.cli.Commands} is the list of them; each is a small class with its options as fields.
 *
 * <p>{@code serve} is the server. All others are short-lived: they find the running server by the same configuration, ask its admin
 * listener through {@link org.doorward.cli.AdminClient}, and never touch its database. They print no log lines.
 */
@NullMarked
package org.doorward.cli;

import org.jspecify.annotations.NullMarked;
