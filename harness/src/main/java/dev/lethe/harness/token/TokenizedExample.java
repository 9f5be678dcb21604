package dev.lethe.harness.token;

import dev.lethe.data.Row;

public record TokenizedExample(Row row, int[] ids, int answerStart) {}
