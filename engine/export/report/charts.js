// Charts, each with its figures as a table behind it.
function figureOf(chart) {
    const unit = say(chart.unit);
    const title = say(chart.title) + (unit ? ", " + unit : "");
    const pictures = partsOf(chart).map((part) => {
        const svg = d3.create("svg").attr("role", "img").attr("aria-label", title);
        return {legend: charts[chart.kind](part, svg), svg: svg.node()};
    });
    return el("figure", {class: pictures.length > 1 ? `chart ${chart.kind} long` : `chart ${chart.kind}`},
        el("h3", {}, say(chart.title), unit ? el("span", {class: "unit"}, " (" + unit + ")") : null),
        pictures[0].legend, pictures.map((picture) => picture.svg),
        say(chart.note) ? el("figcaption", {}, say(chart.note)) : null, figuresOf(chart));
}
// A picture taller than a sheet of paper would be cut: intervals of many rows stand in several, on one scale.
const mostIntervals = 24;
function partsOf(chart) {
    const rows = chart.labels.length;
    if (chart.kind !== "intervals" || rows <= mostIntervals) return [chart];
    const count = Math.ceil(rows / mostIntervals);
    return d3.range(count).map((p) => {
        const [from, to] = [Math.ceil(p * rows / count), Math.ceil((p + 1) * rows / count)];
        const cut = (list) => list && list.slice(from, to);
        return {...chart, all: chart, labels: cut(chart.labels), series: chart.series.map((series) => ({...series,
            values: cut(series.values), low: cut(series.low), high: cut(series.high), tones: cut(series.tones)}))};
    });
}

// The same figures as a table, for those who cannot or will not read the picture.
function figuresOf(chart) {
    const ranged = chart.series.some((series) => series.low);
    const head = [say(chart.labelName)];
    if (chart.units.length) head.push(word("unit"));
    for (const series of chart.series) {
        head.push(say(series.name));
        if (ranged) head.push(word("low"), word("high"));
    }
    const rows = chart.labels.map((label, i) => {
        const cells = chart.units.length ? [el("td", {}, say(chart.units[i]))] : [];
        for (const series of chart.series) {
            cells.push(el("td", {class: "figure"}, number(series.values[i], chart.decimals)));
            if (ranged) {
                cells.push(el("td", {class: "figure"}, number(series.low[i], chart.decimals)));
                cells.push(el("td", {class: "figure"}, number(series.high[i], chart.decimals)));
            }
        }
        return el("tr", {}, el("th", {scope: "row"}, say(label)), cells);
    });
    return el("details", {class: "figures"}, el("summary", {}, word("figures")),
        el("div", {class: "scroll"}, el("table", {},
            el("thead", {}, el("tr", {}, head.map((text, i) =>
                el("th", {scope: "col", class: i > 0 ? "figure" : undefined}, text)))),
            el("tbody", {}, rows))));
}

function swatch(i, kind, dashed) {
    const svg = d3.create("svg").attr("width", 26).attr("height", 12).attr("aria-hidden", "true");
    if (kind === "line") {
        svg.append("line").attr("x2", 26).attr("y1", 6).attr("y2", 6).attr("stroke", palette[i % palette.length])
            .attr("stroke-width", 2.5).attr("stroke-dasharray", dashed ? dashOf(i) : null);
    } else {
        svg.append("rect").attr("x", 6).attr("width", 14).attr("height", 12).attr("fill", palette[i % palette.length]);
    }
    return svg.node();
}
function legendOf(chart, kind) {
    if (chart.series.length < 2) return null;
    return el("ul", {class: "legend"}, chart.series.map((series, i) =>
        el("li", {}, swatch(i, kind, series.dashed), say(series.name))));
}

const largest = (chart) => d3.max(chart.series, (series) => d3.max(series.values)) || 1;
function frame(svg, width, height) {
    svg.attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height);
}
function ticks(axis) {
    axis.select(".domain").remove();
    axis.selectAll("line").attr("stroke", "#e3e7ea");
    axis.selectAll("text").attr("class", "soft");
}
// Shortest numbers that tell the ticks apart.
function tickText(scale, count) {
    const step = scale.ticks(count);
    const gap = step.length > 1 ? step[1] - step[0] : 1;
    const decimals = Math.max(0, -Math.floor(Math.log10(gap) + 1e-9));
    return (value) => number(value, decimals);
}
function axes(svg, chart, x, y, box) {
    svg.append("g").attr("transform", `translate(${box.left},0)`)
        .call(d3.axisLeft(y).ticks(5).tickSize(-(box.right - box.left)).tickFormat(tickText(y, 5))).call(ticks);
    const every = Math.ceil(chart.labels.length / 12);
    const marks = svg.append("g").attr("transform", `translate(0,${box.bottom})`);
    chart.labels.forEach((label, i) => {
        if (i % every !== 0) return;
        marks.append("text").attr("x", x(i)).attr("y", 16).attr("text-anchor", "middle").attr("class", "soft")
            .text(say(label));
    });
    marks.append("line").attr("x1", box.left).attr("x2", box.right).attr("stroke", "#8a949e");
    marks.append("text").attr("x", box.right).attr("y", 32).attr("text-anchor", "end").attr("class", "soft")
        .text(say(chart.labelName));
}

const charts = {
    lines(chart, svg) {
        const box = {left: 66, right: 514, top: 10, bottom: 230};
        frame(svg, 520, 270);
        const x = d3.scaleLinear([0, Math.max(1, chart.labels.length - 1)], [box.left + 8, box.right - 8]);
        const y = d3.scaleLinear([0, largest(chart) * 1.05], [box.bottom, box.top]);
        axes(svg, chart, x, y, box);
        const line = d3.line().defined((value) => value !== null).x((value, i) => x(i)).y((value) => y(value));
        chart.series.forEach((series, i) => {
            svg.append("path").attr("d", line(series.values)).attr("fill", "none").attr("stroke-width", 2.2)
                .attr("stroke", palette[i % palette.length]).attr("stroke-linejoin", "round")
                .attr("stroke-dasharray", series.dashed ? dashOf(i) : null);
            if (series.values.length === 1) {
                svg.append("circle").attr("cx", x(0)).attr("cy", y(series.values[0])).attr("r", 4)
                    .attr("fill", palette[i % palette.length]);
            }
        });
        return legendOf(chart, "line");
    },
    stack(chart, svg) {
        const box = {left: 66, right: 514, top: 10, bottom: 230};
        frame(svg, 520, 270);
        const sums = chart.labels.map((label, i) => d3.sum(chart.series, (series) => series.values[i]));
        const band = d3.scaleBand(d3.range(chart.labels.length), [box.left + 4, box.right - 4]).padding(0.18);
        const y = d3.scaleLinear([0, (d3.max(sums) || 1) * 1.05], [box.bottom, box.top]);
        axes(svg, chart, (i) => band(i) + band.bandwidth() / 2, y, box);
        const base = chart.labels.map(() => 0);
        chart.series.forEach((series, s) => series.values.forEach((value, i) => {
            svg.append("rect").attr("x", band(i)).attr("width", band.bandwidth()).attr("y", y(base[i] + value))
                .attr("height", Math.max(0, y(base[i]) - y(base[i] + value))).attr("fill", palette[s % palette.length]);
            base[i] += value;
        }));
        return legendOf(chart, "bar");
    },
    pyramid(chart, svg) {
        const row = 16, half = 205, middle = 260, gap = 30, bottom = 14 + chart.labels.length * row;
        frame(svg, 520, bottom + 30);
        const scale = d3.scaleLinear([0, largest(chart)], [0, half]);
        chart.labels.forEach((label, i) => {
            const top = bottom - (i + 1) * row;
            const sides = [[middle - gap - scale(chart.series[0].values[i]), 0], [middle + gap, 1]];
            for (const [left, s] of sides) {
                svg.append("rect").attr("x", left).attr("y", top + 1).attr("height", row - 3)
                    .attr("width", scale(chart.series[s].values[i])).attr("fill", palette[s]);
            }
            svg.append("text").attr("x", middle).attr("y", top + 12).attr("text-anchor", "middle").text(say(label));
        });
        for (const value of scale.ticks(3)) {
            for (const side of [-1, 1]) {
                svg.append("text").attr("class", "soft").attr("x", middle + side * (gap + scale(value)))
                    .attr("y", bottom + 16).attr("text-anchor", "middle").text(number(value, 0));
            }
        }
        return legendOf(chart, "bar");
    },
    ranges(chart, svg) {
        const row = 32, left = 240, right = 720;
        frame(svg, 960, chart.labels.length * row + 8);
        const series = chart.series[0];
        chart.labels.forEach((label, i) => {
            const middle = i * row + 20;
            const [value, low, high] = [series.values[i], series.low[i], series.high[i]];
            const x = d3.scaleLinear([0, Math.max(value, high) * 1.12], [left, right]);
            svg.append("text").attr("x", left - 12).attr("y", middle + 4).attr("text-anchor", "end").text(say(label));
            svg.append("line").attr("x1", left).attr("x2", right).attr("y1", middle).attr("y2", middle)
                .attr("stroke", "#e3e7ea");
            svg.append("rect").attr("x", x(low) - (low === high ? 1 : 0)).attr("y", middle - 9).attr("height", 18)
                .attr("width", Math.max(2, x(high) - x(low))).attr("fill", "#c9d6df");
            const outside = series.tones[i] === "changed";
            svg.append("circle").attr("cx", x(value)).attr("cy", middle).attr("r", 6).attr("stroke-width", 2.5)
                .attr("stroke", outside ? palette[1] : palette[0]).attr("fill", outside ? "#fff" : palette[0]);
            const unit = say(chart.units[i]);
            const decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
            const published = low === high ? trimmed(low) : trimmed(low) + "–" + trimmed(high);
            svg.append("text").attr("x", right + 14).attr("y", middle + 4)
                .text(`${number(value, decimals)} ${unit} (${published})`);
        });
        return el("ul", {class: "legend"}, el("li", {}, "● " + word("within")), el("li", {}, "○ " + word("outside")));
    },
    intervals(chart, svg) {
        const whole = chart.all || chart;
        const longest = d3.max(whole.labels, (label) => say(label).length) || 0;
        const row = 26, right = 950, most = 90;
        const left = Math.max(400, 20 + 6.4 * Math.min(longest, most));
        const shown = (label) => (label.length > most ? label.slice(0, most - 1) + "…" : label);
        const series = chart.series[0];
        const bottom = chart.labels.length * row + 8;
        frame(svg, 960, bottom + 26);
        const {low, high} = whole.series[0];
        const x = d3.scaleLinear([Math.min(0, d3.min(low) || 0), Math.max(0, d3.max(high) || 0)],
            [left + 6, right - 6]).nice();
        svg.append("g").attr("transform", `translate(0,${bottom})`)
            .call(d3.axisBottom(x).ticks(6).tickSize(-bottom + 4).tickFormat(tickText(x, 6))).call(ticks);
        svg.append("line").attr("x1", x(0)).attr("x2", x(0)).attr("y1", 4).attr("y2", bottom).attr("stroke", "#1d2733");
        const colours = {plain: "#1f5f5b", better: "#0b5b95", worse: "#b45309", changed: "#4d4d4d", unclear: "#7b8792"};
        chart.labels.forEach((label, i) => {
            const middle = i * row + 18;
            const colour = colours[series.tones[i]];
            svg.append("text").attr("x", left - 10).attr("y", middle + 4).attr("text-anchor", "end")
                .text(shown(say(label))).append("title").text(say(label));
            svg.append("line").attr("x1", x(series.low[i])).attr("x2", x(series.high[i])).attr("y1", middle)
                .attr("y2", middle).attr("stroke", colour).attr("stroke-width", 3);
            svg.append("circle").attr("cx", x(series.values[i])).attr("cy", middle).attr("r", 5)
                .attr("stroke", colour).attr("stroke-width", 2)
                .attr("fill", series.tones[i] === "unclear" ? "#fff" : colour);
        });
        return null;
    },
    bars(chart, svg) {
        const longest = d3.max(chart.labels, (label) => say(label).length) || 0;
        const bar = 18, row = bar * chart.series.length + 10, left = Math.max(190, 20 + 7 * longest), right = left + 260;
        frame(svg, right + 70, chart.labels.length * row + 8);
        const least = Math.min(0, d3.min(chart.series, (series) => d3.min(series.values)) || 0);
        const x = d3.scaleLinear([least, Math.max(largest(chart), least + 1e-9)], [left, right]);
        chart.labels.forEach((label, i) => {
            svg.append("text").attr("x", left - 12).attr("y", i * row + row / 2 + 4).attr("text-anchor", "end")
                .text(say(label));
            chart.series.forEach((series, s) => {
                const value = series.values[i];
                const top = i * row + 5 + s * bar;
                svg.append("rect").attr("x", Math.min(x(0), x(value))).attr("y", top).attr("height", bar - 3)
                    .attr("width", Math.abs(x(value) - x(0))).attr("fill", palette[s % palette.length]);
                svg.append("text").attr("x", Math.max(x(0), x(value)) + 6).attr("y", top + 12)
                    .text(number(value, chart.decimals));
            });
        });
        return legendOf(chart, "bar");
    },
};
const trimmed = (value) => number(value, Number.isInteger(value) ? 0 : Number.isInteger(value * 10) ? 1 : 2);
