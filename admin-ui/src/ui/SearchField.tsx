import { SearchInput, ToolbarItem } from '@patternfly/react-core';
import { useTyped } from './typed';

interface SearchFieldProps {
  label: string;
  /** What the field says when it is empty: its label unless there is something shorter. */
  placeholder?: string;
  /** What is looked for now. */
  value?: string;
  /** It takes the room that is left in its row. */
  grow?: boolean;
  /** Gets what to look for, without spaces around it; empty when the field is cleared. */
  onSearch: (text: string) => void;
}

/** A field of a toolbar whose search begins with Enter, and ends when it is cleared. */
export function SearchField({ label, placeholder = label, value = '', grow = false, onSearch }: SearchFieldProps) {
  const [typed, setTyped] = useTyped<string>(value);
  return (
    <ToolbarItem {...(grow && { className: 'lw-grow' })}>
      <SearchInput
        aria-label={label}
        placeholder={placeholder}
        value={typed}
        onChange={(_, text) => setTyped(text)}
        onSearch={(_, text) => onSearch(text.trim())}
        onClear={() => {
          setTyped('');
          onSearch('');
        }}
      />
    </ToolbarItem>
  );
}
