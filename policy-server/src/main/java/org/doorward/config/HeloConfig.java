package org.doorward.config;

import java.util.List;

/**
 * Section {@code [helo]}.
 *
 * @param enabled whether the name in HELO is looked at
 * @param ownNames this host's names, which nobody else may give as theirs; the host's own name counts anyway
 * @param ownNamePoints for a client that gives one of these, or one of this host's addresses
 * @param literalPoints for an address that is not the client's
 * @param notFullPoints for a name that nobody else can look up
 * @param syntaxPoints for what can be neither a name nor an address in brackets
 * @param missingPoints for a client that sends mail without having said HELO
 */
public record HeloConfig(
        boolean enabled,
        List<String> ownNames,
        double ownNamePoints,
        double literalPoints,
        double notFullPoints,
        double syntaxPoints,
        double missingPoints) {}
