// Changes of a field, each one step of undo: whole objects are replaced, what is empty is left out.
const filled = (value) => value !== '' && value !== undefined && value !== null && value !== false;

export const words = (field) => field.properties || {};

export function editor(modeling, registry) {
  const set = (field, changes) => modeling.editFormField(field, changes);
  const inside = (field, holder, name, value) => {
    const { [name]: before, ...rest } = field[holder] || {};
    const made = filled(value) ? { ...rest, [name]: value } : rest;
    set(field, { [holder]: Object.keys(made).length ? made : undefined });
  };
  return {
    set,
    plain: (field, name) => (value) => set(field, { [name]: filled(value) ? value : undefined }),
    word: (field, name) => (value) => inside(field, 'properties', name, value),
    rule: (field, name) => (value) => inside(field, 'validate', name, value),
    look: (field, name) => (value) => inside(field, 'appearance', name, value),
    hide: (field) => (value) => set(field, { conditional: value ? { hide: value } : undefined }),
    // A number, FEEL, or nothing; what is neither is left to the check.
    bound: (field, name) => (value) => inside(field, 'validate', name, value === '' || Number.isNaN(Number(value)) ? value : Number(value)),
    width: (field) => (value) => {
      const { columns, ...rest } = field.layout || {};
      set(field, { layout: { ...rest, columns: value ? Number(value) : null } });
    },
    entry: (field, list, index, name) => (value) => {
      const made = field[list].map((one, at) => {
        if (at !== index) return one;
        const { [name]: before, ...rest } = one;
        return filled(value) || name === 'label' || name === 'value' ? { ...rest, [name]: value } : rest;
      });
      set(field, { [list]: made });
    },
    addEntry: (field, list, made) => set(field, { [list]: [...(field[list] || []), made] }),
    dropEntry: (field, list, index) => set(field, { [list]: field[list].filter((_, at) => at !== index) }),
    moveEntry: (field, list, index, by) => {
      const made = [...field[list]];
      const to = index + by;
      if (to < 0 || to >= made.length) return;
      [made[index], made[to]] = [made[to], made[index]];
      set(field, { [list]: made });
    },
    add: (type, parent, index) => modeling.addFormField({ type }, parent, index),
    remove: (field) => {
      const parent = registry.get(field._parent);
      modeling.removeFormField(field, parent, parent.components.indexOf(field));
    },
    move: (field, by) => {
      const parent = registry.get(field._parent);
      const from = parent.components.indexOf(field);
      const to = from + by;
      if (to < 0 || to >= parent.components.length) return;
      // Where it goes is counted with the field still in its place.
      modeling.moveFormField(field, parent, parent, from, by > 0 ? to + 1 : to, { id: field.layout?.row });
    },
  };
}
