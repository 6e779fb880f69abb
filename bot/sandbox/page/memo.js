// A component that is drawn again only when something it was given has changed.
import { Component, h } from "./vendor/preact.js";

export function memo(draw, same = shallow) {
  return class extends Component {
    shouldComponentUpdate(next) {
      return !same(this.props, next);
    }
    render(props) {
      return h(draw, props);
    }
  };
}

export function shallow(a, b) {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
