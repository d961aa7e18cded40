// Writes europe.svg and world.svg: Natural Earth's countries (public domain), as one shape of land and one of borders.
// The projections are repeated in src/liaison/hub/web/components/maps.py, which places the dots.
import { readFileSync, writeFileSync } from "node:fs";
import { geoAzimuthalEqualArea, geoEqualEarth, geoPath } from "d3-geo";
import { mesh, merge } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";

const folder = new URL("../../src/liaison/hub/web/components/static/liaison/maps/", import.meta.url);
const maps = [
  {
    name: "europe", width: 720, height: 660, atlas: "countries-50m.json", detail: 0.003,
    projection: geoAzimuthalEqualArea().rotate([-10, -52]).scale(1000).translate([345, 330]).clipAngle(60),
  },
  {
    name: "world", width: 960, height: 468, atlas: "countries-110m.json", detail: 0.1,
    projection: geoEqualEarth().rotate([-10, 0]).scale(174).translate([480, 234]),
  },
];

for (const { name, width, height, atlas, detail, projection } of maps) {
  const file = new URL(`node_modules/world-atlas/${atlas}`, import.meta.url);
  const world = simplify(presimplify(JSON.parse(readFileSync(file))), detail);
  const countries = world.objects.countries;
  countries.geometries = countries.geometries.filter(({ properties }) => properties.name !== "Antarctica");
  projection.clipExtent([[-2, -2], [width + 2, height + 2]]);
  const draw = geoPath(projection).digits(1);
  const land = draw(merge(world, countries.geometries));
  const borders = draw(mesh(world, countries, (one, other) => one !== other));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><g id="land"><path d="${land}"/></g><g id="borders"><path d="${borders}"/></g></svg>\n`;
  writeFileSync(new URL(`${name}.svg`, folder), svg);
  console.log(name, svg.length, projection([6.13, 49.61]), projection([-71.06, 42.36]), projection([24.94, 60.17]));
}
