// Stands for a reader whose file grows in memory without an end.
const kept: unknown[] = [];
for (;;) kept.push({ kept: kept.length });
