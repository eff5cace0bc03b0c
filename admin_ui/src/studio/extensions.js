// Reading and writing what stands in extensionElements: always by a copy, so that one change is one step of undo.
export const own = (bo) => bo.get('extensionElements')?.get('values') || [];
export const all = (bo, type) => own(bo).filter((one) => one.$type === `tb:${type}`);
export const first = (bo, type) => all(bo, type)[0];

export function writer(modeler) {
  const moddle = modeler.get('moddle');
  const modeling = modeler.get('modeling');

  const make = (type, facts, children = {}) => {
    const kept = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== '' && value != null));
    return moddle.create(`tb:${type}`, { ...kept, ...children });
  };
  const facts = (one) => {
    const found = { ...one.$attrs };
    for (const property of one.$descriptor.properties) {
      if (property.isAttr && one.get(property.name) !== undefined) found[property.name] = one.get(property.name);
    }
    return found;
  };
  const put = (element, bo, values) => {
    const holder = values.length ? moddle.create('bpmn:ExtensionElements', { values }) : undefined;
    if (holder) {
      holder.$parent = bo;
      for (const value of values) value.$parent = holder;
    }
    modeling.updateModdleProperties(element, bo, { extensionElements: holder });
  };
  const parent = (one) => {
    for (const field of one.get('fields') || []) field.$parent = one;
    return one;
  };

  return {
    modeling,
    moddle,
    // The only element of its type: changed, made when it is missing, taken away when nothing is left in it.
    change(element, bo, type, changes, children) {
      const before = first(bo, type);
      const now = { ...(before ? facts(before) : {}), ...changes };
      const inner = children || (before?.$descriptor.propertiesByName.fields ? { fields: before.get('fields') || [] } : {});
      const made = make(type, now, inner);
      const empty = Object.keys(facts(made)).length === 0 && !(made.fields || []).length;
      const rest = own(bo);
      const next = before ? rest.flatMap((one) => (one === before ? (empty ? [] : [made]) : [one])) : [...rest, ...(empty ? [] : [made])];
      put(element, bo, next.map((one) => (one === made && made.fields ? parent(made) : one)));
    },
    remove(element, bo, type) {
      put(element, bo, own(bo).filter((one) => one.$type !== `tb:${type}`));
    },
    // One of several of a type.
    changeOne(element, bo, one, changes) {
      const made = make(one.$type.slice(3), { ...facts(one), ...changes });
      put(element, bo, own(bo).map((old) => (old === one ? made : old)));
    },
    add(element, bo, type, given) {
      const made = make(type, given);
      const rest = own(bo);
      const last = rest.map((one) => one.$type).lastIndexOf(`tb:${type}`);
      put(element, bo, last < 0 ? [...rest, made] : [...rest.slice(0, last + 1), made, ...rest.slice(last + 1)]);
    },
    drop(element, bo, one) {
      put(element, bo, own(bo).filter((old) => old !== one));
    },
    form(element, bo, key, rights) {
      if (!key) return this.remove(element, bo, 'Form');
      const fields = Object.entries(rights).map(([name, access]) => make('Field', { key: name, access }));
      return this.change(element, bo, 'Form', { key }, { fields });
    },
  };
}
